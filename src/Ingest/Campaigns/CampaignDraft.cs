namespace Houle.Ingest.Campaigns;

/// <summary>A campaign as a file has it, unchecked: texts, and what was wrong with the form of its entry.</summary>
/// <param name="Line">Line of the file at which it begins, from 1.</param>
internal sealed record CampaignDraft(long Line)
{
    public string? Id { get; set; }

    public string? Brand { get; set; }

    public List<string> Products { get; } = [];

    public List<CreatorDraft> Creators { get; } = [];

    public List<string> PromoCodes { get; } = [];

    public List<string> Cities { get; } = [];

    public List<string> ControlCities { get; } = [];

    public string? StartsAt { get; set; }

    public string? EndsAt { get; set; }

    public string? Cost { get; set; }

    public string? Currency { get; set; }

    /// <summary>One line each, without the file: the reader could not make sense of it.</summary>
    public List<string> Faults { get; } = [];
}

/// <summary>A creator of a campaign as a file has it.</summary>
/// <param name="Account">Platform and account, such as <c>instagram:anna.bakt</c>.</param>
internal sealed record CreatorDraft(string? Account, string? Cost)
{
    public List<(string? Format, string? DueAt)> Deliverables { get; } = [];
}
