using System.Threading.Channels;

namespace QlikConnections.Client.Tests;

/// <summary>
/// A clock that stands still until a test moves it. Timers that last exactly as long as an attempt may are attempt clocks;
/// all others are waits. With <see cref="SkipWaits"/> a wait ends at once and moves the clock by its length.
/// </summary>
internal sealed class FakeTime(TimeSpan attempt) : TimeProvider
{
    public static readonly TimeSpan DefaultAttempt = TimeSpan.FromSeconds(100);

    private readonly Lock _gate = new();
    private readonly List<FakeTimer> _timers = [];
    private readonly List<TimeSpan> _waits = [];
    private readonly Channel<TimeSpan> _started = Channel.CreateUnbounded<TimeSpan>();
    private DateTimeOffset _now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private TimeSpan _set;

    public FakeTime()
        : this(DefaultAttempt)
    {
    }

    /// <summary>True to let waits pass at once.</summary>
    public bool SkipWaits { get; init; }

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan Attempt => attempt;

    /// <summary>The waits so far, in order.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_gate)
            {
                return [.. _waits];
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now + _set;
        }
    }

    /// <summary>The monotonic clock, which cannot be set.</summary>
    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _now.Ticks;
        }
    }

    /// <summary>Sets the clock that people see; what is waited for stays as long.</summary>
    public void SetClock(TimeSpan by)
    {
        lock (_gate)
        {
            _set += by;
        }
    }

    /// <summary>Ends when a wait begins, and gives its length; fails when none begins.</summary>
    public Task<TimeSpan> WaitStartedAsync(CancellationToken cancellationToken) =>
        _started.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20), cancellationToken);

    /// <summary>Moves the clock and rings what is due.</summary>
    public void Advance(TimeSpan by)
    {
        FakeTimer[] due;
        lock (_gate)
        {
            _now += by;
            due = [.. _timers.Where(t => t.Due <= _now)];
            _timers.RemoveAll(t => t.Due <= _now);
        }
        foreach (var timer in due)
        {
            timer.Ring();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, callback, state);
        Start(timer, dueTime);
        return timer;
    }

    private void Start(FakeTimer timer, TimeSpan dueTime)
    {
        if (dueTime == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        var isWait = dueTime != attempt;
        lock (_gate)
        {
            if (isWait)
            {
                _waits.Add(dueTime);
            }

            if (isWait && SkipWaits)
            {
                _now += dueTime;
                ThreadPool.QueueUserWorkItem(_ => timer.Ring());
            }
            else
            {
                timer.Due = _now + dueTime;
                _timers.Add(timer);
            }
        }
        if (isWait)
        {
            _started.Writer.TryWrite(dueTime);
        }
    }

    private void Forget(FakeTimer timer)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
        }
    }

    private sealed class FakeTimer(FakeTime time, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public void Ring() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.Forget(this);
            time.Start(this, dueTime);
            return true;
        }

        public void Dispose() => time.Forget(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
