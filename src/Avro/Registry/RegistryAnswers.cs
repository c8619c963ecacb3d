using System.Globalization;
using System.Text.Json;

namespace Houle.Avro.Registry;

/// <summary>Reads what a registry answers, and refuses what is not the protocol's.</summary>
internal static class RegistryAnswers
{
    /// <summary>As much of a server's message as an error repeats.</summary>
    private const int MessageCharsMax = 500;

    /// <summary>The registry's own words and code; those of the status where a proxy answered instead.</summary>
    public static (string Reason, int Code) Error(byte[] bytes, int status)
    {
        string? message = null;
        int code = status;
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                if (document.RootElement.TryGetProperty("message", out JsonElement text) && text.ValueKind == JsonValueKind.String) message = text.GetString();
                if (document.RootElement.TryGetProperty("error_code", out JsonElement own) && own.TryGetInt32(out int number)) code = number;
            }
        }
        catch (JsonException)
        {
            // Not the registry's form: the status has to do.
        }

        string reason = string.Create(CultureInfo.InvariantCulture, $"status {status}");
        if (string.IsNullOrWhiteSpace(message)) return (reason, code);
        string oneLine = new([.. message.Take(MessageCharsMax).Select(c => char.IsControl(c) ? ' ' : c)]);
        return ($"{reason}, {oneLine}{(message.Length > MessageCharsMax ? "..." : "")}", code);
    }

    public static RegistryFailure Failure(int status) => status switch
    {
        404 => RegistryFailure.NotFound,
        409 => RegistryFailure.Incompatible,
        401 or 403 or 407 => RegistryFailure.Denied,
        >= 300 and < 400 => RegistryFailure.Malformed,
        _ => RegistryFailure.Refused,
    };

    public static string? Text(JsonElement answer, string member) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;

    /// <summary>A number above 0, or null.</summary>
    public static int? Number(JsonElement answer, string member) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(member, out JsonElement value)
            && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number > 0 ? number : null;

    /// <summary>The member "references", empty when it is absent; null when it is not a list of them.</summary>
    public static IReadOnlyList<SchemaReference>? References(JsonElement answer)
    {
        if (!answer.TryGetProperty("references", out JsonElement list) || list.ValueKind == JsonValueKind.Null) return [];
        if (list.ValueKind != JsonValueKind.Array) return null;
        var references = new List<SchemaReference>(list.GetArrayLength());
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (Text(item, "name") is not { } name || Text(item, "subject") is not { } subject || Number(item, "version") is not { } version)
                return null;
            references.Add(new SchemaReference(name, subject, version));
        }

        return references;
    }

    /// <summary>A list of texts, or null.</summary>
    public static IReadOnlyList<string>? Texts(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. list.EnumerateArray().Select(item => item.GetString()!)] : null;
}
