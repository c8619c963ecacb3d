using Houle.Ingest.Yaml;
using YamlDotNet.RepresentationModel;

namespace Houle.Ingest.Campaigns;

/// <summary>Reads campaigns from YAML (a list, or a list under 'campaigns'), and from JSON lines, since a JSON object is YAML too.</summary>
internal static class CampaignYaml
{
    /// <exception cref="IngestException">The file as a whole is not such a list.</exception>
    public static IEnumerable<CampaignDraft> Read(string path, string text)
    {
        YamlErrors errors = new(path);
        YamlNode? root = errors.Parse(text);
        if (root is YamlMappingNode mapping)
        {
            YamlMap map = new(mapping, errors);
            root = map.Value("campaigns");
            map.RefuseOtherKeys("the file");
            if (root is null) errors.Add(mapping, "campaigns is missing: a list of campaigns");
        }

        if (root is not null and not YamlSequenceNode) errors.Add(root, "campaigns must be a list");
        if (errors.Any) throw new IngestException(string.Join('\n', errors.List));
        return ((YamlSequenceNode)root!).Children.Select(node => Draft(node, node.Start.Line));
    }

    /// <summary>A line that is one campaign as a JSON object.</summary>
    public static CampaignDraft ReadLine(string text, long line)
    {
        YamlErrors errors = new("");
        if (errors.Parse(text) is { } node) return Draft(node, line);
        CampaignDraft broken = new(line);
        broken.Faults.Add("the line is not a JSON object");
        return broken;
    }

    private static CampaignDraft Draft(YamlNode node, long line)
    {
        CampaignDraft draft = new(line);
        YamlErrors errors = new("");
        if (YamlMap.Of(node, errors, "a campaign") is { } map)
        {
            (draft.Id, draft.Brand, draft.Cost, draft.Currency) = (map.Text("id"), map.Text("brand"), map.Text("cost"), map.Text("currency"));
            (draft.StartsAt, draft.EndsAt) = (map.Text("starts_at"), map.Text("ends_at"));
            foreach ((string key, List<string> list) in ((string, List<string>)[])
                [("products", draft.Products), ("promo_codes", draft.PromoCodes), ("cities", draft.Cities), ("control_cities", draft.ControlCities)])
            {
                list.AddRange(map.Texts(key).Select(item => item.Text));
            }

            foreach (YamlMap creator in Maps(map, "creators", errors)) draft.Creators.Add(Creator(creator, errors));
            map.RefuseOtherKeys("a campaign");
        }

        draft.Faults.AddRange(errors.Messages);
        return draft;
    }

    private static CreatorDraft Creator(YamlMap map, YamlErrors errors)
    {
        CreatorDraft creator = new(map.Text("creator"), map.Text("cost"));
        foreach (YamlMap owed in Maps(map, "deliverables", errors))
        {
            creator.Deliverables.Add((owed.Text("format"), owed.Text("due_at")));
            owed.RefuseOtherKeys("a deliverable");
        }

        map.RefuseOtherKeys("a creator");
        return creator;
    }

    private static IEnumerable<YamlMap> Maps(YamlMap of, string key, YamlErrors errors)
    {
        if (of.Value(key) is not { } value) yield break;
        if (value is not YamlSequenceNode list)
        {
            errors.Add(value, $"{key} must be a list");
            yield break;
        }

        foreach (YamlNode node in list.Children)
        {
            if (YamlMap.Of(node, errors, $"each of {key}") is { } map) yield return map;
        }
    }
}
