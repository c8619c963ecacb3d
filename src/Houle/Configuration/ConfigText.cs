using System.Globalization;
using System.Text.Json;

namespace Houle.Configuration;

/// <summary>Values as houle.yaml writes them.</summary>
internal static class ConfigText
{
    public static string Of(object value) => value switch
    {
        Enum choice => JsonNamingPolicy.SnakeCaseLower.ConvertName(choice.ToString()),
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
