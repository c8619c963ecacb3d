using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Houle.Detection.Audience;

namespace Houle.Streams.Observe.Creators;

/// <summary>One creator in <see cref="CreatorTable"/>: 176 bytes. All zero is a free row.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct CreatorRow
{
    public const int IdBytesHere = 26;

    public CreatorState State;

    /// <summary>Number of the sketch, from 1; 0 is none.</summary>
    public int Sketch;
    public CohortStanding Standing;

    /// <summary>Followers when the creator's open day began, and 1; 0 when they were not known.</summary>
    public uint FollowersAtDayStart;

    /// <summary>Last day with an event, in days since 1970.</summary>
    public ushort LastDay;

    /// <summary>Bytes of the id; 0 for a free row.</summary>
    public byte IdLength;

    /// <summary>Whether there has been a partnership: a post for a campaign, or a sponsored one.</summary>
    public bool IsPartner;

    /// <summary>The platform's number.</summary>
    public byte Platform;
    public InlineId Id;

    /// <summary>An id of a pseudonym's length; longer ones are kept elsewhere.</summary>
    [InlineArray(IdBytesHere)]
    internal struct InlineId
    {
        private byte _byte;
    }
}
