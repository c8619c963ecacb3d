using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Houle.Configuration.Alerts;

/// <summary>Finds where in a file a setting stands, for messages about it.</summary>
internal sealed class YamlPlace(YamlNode root, string file)
{
    /// <summary>A message at the deepest node of the path that the file has; a number is the place in a list.</summary>
    public ConfigError At(string message, params ReadOnlySpan<string> path)
    {
        YamlNode node = root;
        foreach (string key in path)
        {
            if (node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? child)) node = child;
            else if (node is YamlSequenceNode list && int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < list.Children.Count) node = list.Children[index];
        }

        return new ConfigError(file, node.Start.Line, node.Start.Column, message);
    }
}
