using Houle.Events;
using Houle.Simulation.Scenarios;

namespace Houle.Simulation.World;

/// <summary>A thing that a post carries, by number.</summary>
public readonly record struct EntityRef(CarriedKind Kind, int Index);

/// <summary>A post or comment before it is written; cleared and used again.</summary>
public sealed class Draft
{
    public const int None = -1;

    public int Creator { get; set; }

    public int City { get; set; }

    /// <summary>When it was made, Unix milliseconds.</summary>
    public long TimeMs { get; set; }

    public Format Format { get; set; }

    public List<EntityRef> Entities { get; } = new(16);

    /// <summary>Other than <see cref="MentionIntent.Other"/>, what its text asks or says.</summary>
    public MentionIntent Intent { get; set; }

    /// <summary>Number of its post; of a comment, of the post it stands under, or none.</summary>
    public long Post { get; set; }

    /// <summary>Of a comment: whose page it stands on.</summary>
    public int PageOf { get; set; }

    /// <summary>Number of a campaign that pays for it, or none.</summary>
    public int Campaign { get; set; }

    public bool Disclosed { get; set; }

    public long Views { get; set; }

    public void Begin(int creator, int city, long timeMs, Format format)
    {
        Creator = creator;
        City = city;
        TimeMs = timeMs;
        Format = format;
        Entities.Clear();
        Intent = MentionIntent.Other;
        Post = None;
        PageOf = None;
        Campaign = None;
        Disclosed = false;
        Views = 0;
    }

    public void Add(CarriedKind kind, int index)
    {
        EntityRef entity = new(kind, index);
        if (!Entities.Contains(entity)) Entities.Add(entity);
    }

    public static bool Complains(MentionIntent intent) => intent is MentionIntent.Complaint or MentionIntent.Hostile;
}
