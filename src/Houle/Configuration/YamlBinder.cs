using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Houle.Configuration;

/// <summary>Fills a section's settings from YAML nodes, gathering every error with its line and column.</summary>
/// <param name="file">The name that errors carry.</param>
/// <param name="variable">Values of ${NAME}; null when NAME is not set.</param>
internal sealed partial class YamlBinder(string file, Func<string, string?> variable)
{
    private readonly List<ConfigError> _errors = [];

    public IReadOnlyList<ConfigError> Errors => _errors;

    /// <summary>A copy of <paramref name="defaults"/> with what the node says.</summary>
    public object Section(YamlNode node, object defaults, string path)
    {
        Type type = defaults.GetType();
        IReadOnlyList<Setting> settings = Setting.Of(type);
        object section = Activator.CreateInstance(type)!;
        foreach (Setting setting in settings) setting.Property.SetValue(section, setting.Property.GetValue(defaults));
        if (IsEmpty(node)) return section;
        if (node is not YamlMappingNode map)
        {
            Fail(node, $"{(path.Length == 0 ? "the file" : path)} must be a map of keys to values");
            return section;
        }
        foreach ((YamlNode keyNode, YamlNode valueNode) in map.Children)
        {
            string key = (keyNode as YamlScalarNode)?.Value ?? "";
            Setting? setting = settings.FirstOrDefault(candidate => candidate.Key == key);
            if (setting is null)
            {
                string hint = Suggestion.For(key, settings.Select(candidate => candidate.Key));
                Fail(keyNode, $"{Join(path, key)} is not a key that Houle knows{(hint.Length > 0 ? hint : $"; known here: {string.Join(", ", settings.Select(known => known.Key))}")}");
                continue;
            }
            object? standard = setting.Property.GetValue(defaults);
            if (Value(setting, valueNode, standard, Join(path, key)) is { } value) setting.Property.SetValue(section, value);
        }
        return section;
    }

    private object? Value(Setting setting, YamlNode node, object? standard, string path)
    {
        if (setting.SectionOfMap is { } sectionType) return Map(sectionType, node, standard!, path);
        if (setting.IsSection)
        {
            bool isShort = setting.Rule.Shorthand.Length > 0 && node is YamlScalarNode && !IsEmpty(node);
            return Section(isShort ? new YamlMappingNode(new YamlScalarNode(setting.Rule.Shorthand), node) : node, standard!, path);
        }

        if (IsEmpty(node)) return null;
        if (setting.IsList) return List(node, path);
        if (node is not YamlScalarNode { Value: { } text })
        {
            Fail(node, $"{path} must be a single value");
            return null;
        }
        return Substitute(node, text, path) is { } value ? Scalar(setting, value, node, standard, path) : null;
    }

    private object Map(Type sectionType, YamlNode node, object standard, string path)
    {
        var result = (System.Collections.IDictionary)Activator.CreateInstance(
            typeof(Dictionary<,>).MakeGenericType(typeof(string), sectionType), standard)!;
        if (IsEmpty(node)) return result;
        if (node is not YamlMappingNode map)
        {
            Fail(node, $"{path} must be a map of names to settings");
            return result;
        }
        foreach ((YamlNode keyNode, YamlNode valueNode) in map.Children)
        {
            string key = (keyNode as YamlScalarNode)?.Value ?? "";
            if (!Name().IsMatch(key))
            {
                Fail(keyNode, $"{path} has the name '{key}'; names are lower case letters, digits, '_' and '-'");
                continue;
            }
            result[key] = Section(valueNode, result[key] ?? Activator.CreateInstance(sectionType)!, Join(path, key));
        }
        return result;
    }

    private List<string> List(YamlNode node, string path)
    {
        if (node is YamlSequenceNode sequence && sequence.Children.All(child => child is YamlScalarNode))
            return [.. sequence.Children.Select(child => Substitute(child, ((YamlScalarNode)child).Value ?? "", path) ?? "")];
        Fail(node, $"{path} must be a list of values");
        return [];
    }

    private object? Scalar(Setting setting, string text, YamlNode node, object? standard, string path)
    {
        SettingAttribute rule = setting.Rule;
        string isDefault = standard is null or "" ? "" : $" (default {ConfigText.Of(standard)})";
        if (setting.IsNumber)
        {
            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) &&
                number >= rule.Min && number <= rule.Max)
                return Convert.ChangeType(number, setting.Type, CultureInfo.InvariantCulture);
            Fail(node, $"{path} is {text}; it must be {rule.Min} to {rule.Max}{isDefault}");
            return null;
        }
        if (setting.Type == typeof(bool))
        {
            if (text is "true" or "false") return text == "true";
            Fail(node, $"{path} is {text}; it must be true or false{isDefault}");
            return null;
        }
        if (setting.Type.IsEnum)
        {
            foreach (object choice in Enum.GetValues(setting.Type))
            {
                if (ConfigText.Of(choice) == text) return choice;
            }
            string[] choices = [.. Enum.GetValues(setting.Type).Cast<object>().Select(ConfigText.Of)];
            Fail(node, $"{path} is {text}; it must be {string.Join(", ", choices)}{Suggestion.For(text, choices)}");
            return null;
        }
        if (rule.Pattern.Length == 0 || Regex.IsMatch(text, rule.Pattern, RegexOptions.None, TimeSpan.FromSeconds(1)))
            return text;
        Fail(node, $"{path} is '{text}'; it must match {rule.Pattern}{isDefault}");
        return null;
    }

    /// <summary>Replaces ${NAME} and ${NAME:-otherwise}; null, and an error, when a name is not set.</summary>
    private string? Substitute(YamlNode node, string text, string path)
    {
        bool failed = false;
        string substituted = Placeholder().Replace(text, match =>
        {
            string name = match.Groups["name"].Value;
            if (variable(name) is { Length: > 0 } value) return value;
            if (match.Groups["otherwise"].Success) return match.Groups["otherwise"].Value;
            failed = true;
            Fail(node, $"{path} uses ${{{name}}}, and the environment has no {name}; set it, or write ${{{name}:-default}}");
            return "";
        });
        return failed ? null : substituted;
    }

    private static bool IsEmpty(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" };

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private void Fail(YamlNode node, string message) =>
        _errors.Add(new ConfigError(file, node.Start.Line, node.Start.Column, message));

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(:-(?<otherwise>[^}]*))?\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("^[a-z0-9][a-z0-9_-]{0,62}$")]
    private static partial Regex Name();
}
