using System.Diagnostics;
using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// Progress of long work: nothing in the first second, at most four updates a second, and the remaining time if the total is known. Updated
/// by a timer, so that waits are shown too.
/// </summary>
internal sealed class WorkProgress : IDisposable
{
    /// <summary>One progress bar for all cmdlets of the module.</summary>
    private const int Activity = 0x51_4C_49_4B;

    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.25);
    private readonly AsyncCmdlet _cmdlet;
    private readonly string _activity;
    private int? _total;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly object _gate = new();
    private readonly Timer _clock;
    private TimeSpan _waitsUntil;
    private bool _isShown;
    private bool _isOver;
    private int _done;
    private int _unlisted;

    /// <summary>Begins.</summary>
    /// <param name="cmdlet">Whose work it is.</param>
    /// <param name="activity">What is done.</param>
    /// <param name="total">How many; null when that is not known.</param>
    public WorkProgress(AsyncCmdlet cmdlet, string activity, int? total)
    {
        _cmdlet = cmdlet;
        _activity = activity;
        _total = total;
        _clock = new Timer(static progress => ((WorkProgress)progress!).Tick(), this, Delay, Timeout.InfiniteTimeSpan);
        cmdlet.Work = this;
    }

    /// <summary>Adds to the total, which was not known when the work began.</summary>
    public void Expect(int count)
    {
        lock (_gate)
        {
            _total = (_total ?? 0) + count;
        }
    }

    /// <summary>Counts what was done.</summary>
    public void Done(int count = 1) => Interlocked.Add(ref _done, count);

    /// <summary>Counts what was read.</summary>
    /// <param name="count">How many were read.</param>
    /// <param name="unlisted">How many ids that are in no list are still to be read one by one.</param>
    public void Read(int count, int unlisted)
    {
        Volatile.Write(ref _unlisted, unlisted);
        Done(count);
    }

    /// <summary>Notes that the rate limit makes requests wait.</summary>
    public void Waiting(TimeSpan wait)
    {
        lock (_gate)
        {
            var until = _watch.Elapsed + wait;
            _waitsUntil = until > _waitsUntil ? until : _waitsUntil;
        }
    }

    /// <summary>Stops the display. For a pipeline that ends before the work: PowerShell then removes the progress bar itself.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _isOver = true;
        }

        _clock.Dispose();
        _cmdlet.Work = null;
    }

    /// <summary>Removes the progress bar.</summary>
    public void Dispose()
    {
        Abandon();
        if (_isShown)
        {
            _cmdlet.Show(new ProgressRecord(Activity, _activity, _activity) { RecordType = ProgressRecordType.Completed });
        }
    }

    private void Tick()
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                // If the pipeline is busy, this update is skipped, because the timer must not wait for it.
                _isShown |= _cmdlet.TryShow(Record());
                _clock.Change(Interval, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private ProgressRecord Record()
    {
        var done = Volatile.Read(ref _done);
        var elapsed = _watch.Elapsed;
        var rate = done / elapsed.TotalSeconds;
        var status = _total is { } total
            ? QlikFailure.Message(nameof(Strings.ProgressDone), done, total, rate)
            : QlikFailure.Message(nameof(Strings.ProgressRead), done, rate);
        if (Volatile.Read(ref _unlisted) is > 0 and var unlisted)
        {
            status += "; " + QlikFailure.Message(nameof(Strings.ProgressUnlisted), unlisted);
        }

        if (_waitsUntil > elapsed)
        {
            status += "; " + QlikFailure.Message(nameof(Strings.ProgressWaiting), Math.Ceiling((_waitsUntil - elapsed).TotalSeconds));
        }

        var record = new ProgressRecord(Activity, _activity, status);
        if (_total is { } all and > 0)
        {
            record.PercentComplete = (int)Math.Min(100, done * 100L / all);
            record.SecondsRemaining = rate > 0 ? (int)Math.Min(int.MaxValue, (all - done) / rate) : -1;
        }

        return record;
    }
}
