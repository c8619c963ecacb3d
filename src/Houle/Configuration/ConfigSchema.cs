using System.Text.Json.Nodes;

namespace Houle.Configuration;

/// <summary>The JSON schema of houle.yaml, for editors; from the same settings that the reader uses.</summary>
internal static class ConfigSchema
{
    public static JsonObject Create()
    {
        JsonObject schema = Section(new HouleConfig());
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "houle.yaml");
        return schema;
    }

    private static JsonObject Section(object defaults)
    {
        var properties = new JsonObject();
        foreach (Setting setting in Setting.Of(defaults.GetType()))
            properties[setting.Key] = Property(setting, setting.Property.GetValue(defaults));
        return new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
    }

    private static JsonObject Property(Setting setting, object? standard)
    {
        JsonObject property;
        if (setting.SectionOfMap is { } type)
        {
            var named = new JsonObject();
            foreach (System.Collections.DictionaryEntry entry in (System.Collections.IDictionary)standard!)
                named[(string)entry.Key] = Section(entry.Value!);
            property = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = named,
                ["additionalProperties"] = Section(Activator.CreateInstance(type)!),
            };
        }
        else if (setting.IsSection)
        {
            property = Section(standard!);
            if (setting.Rule.Shorthand.Length > 0) property["type"] = new JsonArray("object", "string");
        }
        else
        {
            property = Scalar(setting, standard);
        }
        property["description"] = setting.Rule.Description;
        return property;
    }

    private static JsonObject Scalar(Setting setting, object? standard)
    {
        SettingAttribute rule = setting.Rule;
        var scalar = new JsonObject
        {
            ["type"] = setting.IsNumber ? "integer" : setting.Type == typeof(bool) ? "boolean" : setting.IsList ? "array" : "string",
        };
        if (setting.IsList) scalar["items"] = new JsonObject { ["type"] = "string" };
        if (setting.Type.IsEnum)
            scalar["enum"] = new JsonArray([.. Enum.GetValues(setting.Type).Cast<object>().Select(choice => (JsonNode)ConfigText.Of(choice))]);
        if (setting.IsNumber && rule.Min != long.MinValue) scalar["minimum"] = rule.Min;
        if (setting.IsNumber && rule.Max != long.MaxValue) scalar["maximum"] = rule.Max;
        if (rule.Pattern.Length > 0) scalar["pattern"] = rule.Pattern;
        // The number of threads is the machine's: a schema that said so would differ from machine to machine.
        if (standard is not null and not "" && setting.Property.Name != nameof(HouleConfig.Threads))
        {
            scalar["default"] = standard switch
            {
                bool flag => flag,
                int number => number,
                long number => number,
                _ => ConfigText.Of(standard),
            };
        }
        return scalar;
    }
}
