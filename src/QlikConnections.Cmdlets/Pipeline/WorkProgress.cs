using System.Diagnostics;
using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Progress of long work: nothing in the first second, at most four updates a second, an end when the total is known.</summary>
internal sealed class WorkProgress : IDisposable
{
    /// <summary>One place on the screen for the module's progress, whatever cmdlet is at work.</summary>
    private const int Activity = 0x51_4C_49_4B;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.25);
    private readonly AsyncCmdlet _cmdlet;
    private readonly string _activity;
    private readonly int? _total;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly object _gate = new();
    private TimeSpan _shown;
    private bool _isShown;
    private int _done;

    /// <summary>Begins.</summary>
    /// <param name="cmdlet">Whose work it is.</param>
    /// <param name="activity">What is done.</param>
    /// <param name="total">How many; null when that is not known.</param>
    public WorkProgress(AsyncCmdlet cmdlet, string activity, int? total)
    {
        _cmdlet = cmdlet;
        _activity = activity;
        _total = total;
        cmdlet.Work = this;
    }

    /// <summary>Counts what was done.</summary>
    public void Done(int count = 1)
    {
        lock (_gate)
        {
            _done += count;
            var elapsed = _watch.Elapsed;
            if (elapsed < Patience || elapsed - _shown < Interval)
            {
                return;
            }

            _shown = elapsed;
        }

        Show(null);
    }

    /// <summary>Says that the rate limit makes everybody wait; at once, because nothing else will be said meanwhile.</summary>
    public void Waiting(TimeSpan wait) => Show(QlikFailure.Message(nameof(Strings.ProgressWaiting), wait.TotalSeconds));

    /// <summary>Takes the progress off the screen.</summary>
    public void Dispose()
    {
        _cmdlet.Work = null;
        if (_isShown)
        {
            _cmdlet.Show(new ProgressRecord(Activity, _activity, _activity) { RecordType = ProgressRecordType.Completed });
        }
    }

    private void Show(string? waiting)
    {
        _isShown = true;
        var rate = _done / Math.Max(_watch.Elapsed.TotalSeconds, 0.001);
        var status = _total is { } total
            ? QlikFailure.Message(nameof(Strings.ProgressDone), _done, total, rate)
            : QlikFailure.Message(nameof(Strings.ProgressRead), _done);
        var record = new ProgressRecord(Activity, _activity, waiting is null ? status : $"{status}; {waiting}");
        if (_total is { } all and > 0)
        {
            record.PercentComplete = Math.Min(100, _done * 100 / all);
            record.SecondsRemaining = rate > 0 ? (int)Math.Min(int.MaxValue, (all - _done) / rate) : -1;
        }

        _cmdlet.Show(record);
    }
}
