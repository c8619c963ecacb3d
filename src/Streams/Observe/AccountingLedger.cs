using System.Runtime.InteropServices;

namespace Houle.Streams.Observe;

/// <summary>What became of one hour's records; see schemas/Accounting.avsc.</summary>
public struct HourAccount
{
    public long Read;
    public long Accepted;
    public long Late;
    public long Duplicates;
    public long DeadLettered;
    public long Other;
    public long AcceptedWeight;
    public long LeafWeight;
}

/// <summary>Accounts by event hour since the last commit.</summary>
public sealed class AccountingLedger
{
    private const long HourMs = 3_600_000;
    private readonly Dictionary<long, int> _rows = [];
    private readonly List<long> _hours = [];
    private HourAccount[] _accounts = new HourAccount[64];
    private long _lastHour = long.MinValue;
    private int _lastRow;

    public int Count => _hours.Count;

    /// <summary>The account of the hour that contains a time; valid until the next call.</summary>
    public ref HourAccount At(long timeMs)
    {
        long hour = timeMs - (timeMs % HourMs);
        if (hour == _lastHour) return ref _accounts[_lastRow];
        ref int row = ref CollectionsMarshal.GetValueRefOrAddDefault(_rows, hour, out bool exists);
        if (!exists)
        {
            row = _hours.Count;
            _hours.Add(hour);
            if (row == _accounts.Length) Array.Resize(ref _accounts, row * 2);
            _accounts[row] = default;
        }

        _lastHour = hour;
        _lastRow = row;
        return ref _accounts[row];
    }

    public (long HourMs, HourAccount Account) this[int row] => (_hours[row], _accounts[row]);

    public void Clear()
    {
        _rows.Clear();
        _hours.Clear();
        _lastHour = long.MinValue;
    }
}
