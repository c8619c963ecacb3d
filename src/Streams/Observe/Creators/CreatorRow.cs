using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Houle.Detection.Audience;

namespace Houle.Streams.Observe.Creators;

/// <summary>One creator in <see cref="CreatorTable"/>: 192 bytes. All zero is a free row.</summary>
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

    /// <summary>Number of the sketch of who comments in step, from 1; 0 is none.</summary>
    public ushort Pod;

    /// <summary>Bytes of the id; 0 for a free row.</summary>
    public byte IdLength;

    private byte _platformAndPartner;
    public InlineId Id;

    /// <summary>Number of the city of the latest post that names one, from 1; 0 is none. Kept where followers are known.</summary>
    public ushort City;
    public RecentlyNamed Named;

    /// <summary>The platform's number, 0 to 127.</summary>
    public byte Platform
    {
        readonly get => (byte)(_platformAndPartner & 127);
        set => _platformAndPartner = (byte)((_platformAndPartner & 128) | (value & 127));
    }

    /// <summary>Whether there has been a partnership: a post for a campaign, or a sponsored one.</summary>
    public bool IsPartner
    {
        readonly get => (_platformAndPartner & 128) != 0;
        set => _platformAndPartner = (byte)(Platform | (value ? 128 : 0));
    }

    /// <summary>An id of a pseudonym's length; longer ones are kept elsewhere.</summary>
    [InlineArray(IdBytesHere)]
    internal struct InlineId
    {
        private byte _byte;
    }

    /// <summary>16 bits of the key of each thing that the latest posts named, the latest first; 0 is none. Kept where followers are known.</summary>
    [InlineArray(Count)]
    internal struct RecentlyNamed
    {
        public const int Count = 7;

        private ushort _key;

        /// <summary>What stands for an entity: two share it with a chance of 1 in 65,535.</summary>
        public static ushort Of(ulong key) => (ushort)((key % ushort.MaxValue) + 1);

        public void Add(ushort key)
        {
            Span<ushort> keys = this;
            if (keys.Contains(key)) return;
            keys[..^1].CopyTo(keys[1..]);
            keys[0] = key;
        }
    }
}
