using System.Collections.Concurrent;

namespace QlikConnections.Fuzz;

/// <summary>What came of many inputs.</summary>
internal sealed class Outcome
{
    /// <summary>Far longer than any input takes on a busy machine; an input that takes longer hangs.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly ConcurrentBag<string> _foreign = [];
    private readonly ConcurrentBag<string> _secrets = [];
    private readonly ConcurrentBag<string> _hangs = [];
    private int _tried;
    private int _refused;

    /// <summary>How many inputs were tried.</summary>
    public int Tried => _tried;

    /// <summary>How many of them ended with an error of ours.</summary>
    public int Refused => _refused;

    /// <summary>Exceptions that are not ours, each with the input that shows it again.</summary>
    public IReadOnlyCollection<string> Foreign => _foreign;

    /// <summary>Planted secrets in errors, warnings, log lines or files.</summary>
    public IReadOnlyCollection<string> Secrets => _secrets;

    /// <summary>Inputs that came to no end.</summary>
    public IReadOnlyCollection<string> Hangs => _hangs;

    /// <summary>By how much what is kept grew from the middle of the inputs to their end, in bytes.</summary>
    public long Growth { get; set; }

    /// <summary>Everything that should not have been.</summary>
    public IReadOnlyList<string> Findings => [.. _foreign.Concat(_secrets).Concat(_hangs).Order(StringComparer.Ordinal)];

    /// <summary>Tries one input.</summary>
    public async Task TryAsync(string input, Func<CancellationToken, Task> workAsync)
    {
        Interlocked.Increment(ref _tried);
        using var clock = new CancellationTokenSource(Longest);
        try
        {
            // Neither what waits without its token nor what computes for ever holds the run up.
            await Task.Run(() => workAsync(clock.Token)).WaitAsync(Longest + Longest);
        }
        catch (QlikException failure)
        {
            Interlocked.Increment(ref _refused);
            CheckText(input, failure.ToString());
        }
        catch (Exception exception) when (exception is TimeoutException || clock.IsCancellationRequested)
        {
            NoteHang($"{input} hangs");
        }
        catch (Exception exception)
        {
            _foreign.Add($"{input}: {exception}");
        }
    }

    /// <summary>Notes an input that came to no end.</summary>
    public void NoteHang(string what) => _hangs.Add(what);

    /// <summary>Notes a planted secret in a text that others see.</summary>
    public void CheckText(string input, string text)
    {
        if (Fuzz.Secrets.In(text) is { } secret)
        {
            _secrets.Add($"{input}: '{secret}' in: {text}");
        }
    }
}
