using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace QlikConnections.Benchmarks;

/// <summary>How long something took, and how many objects it dealt with.</summary>
internal readonly record struct Measure(double Milliseconds, int Count)
{
    /// <summary>Time for one object, for what was measured on a sample.</summary>
    public double PerObject => Milliseconds / Count;

    public static async Task<Measure> OfAsync(Func<Task<int>> work)
    {
        Clean();
        var watch = Stopwatch.StartNew();
        var count = await work();
        return new Measure(watch.Elapsed.TotalMilliseconds, count);
    }

    /// <summary>What another process measured.</summary>
    /// <param name="step">What it did.</param>
    /// <param name="answer">Its line of JSON.</param>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static Measure Parse(string step, string answer)
    {
        using var document = JsonDocument.Parse(answer);
        var json = document.RootElement;
        return json.TryGetProperty("error", out var error)
            ? throw new InvalidOperationException($"{step}: {error.GetString()}")
            : new Measure(json.GetProperty("milliseconds").GetDouble(), json.GetProperty("count").GetInt32());
    }

    /// <summary>Nobody pays for what the one before left behind.</summary>
    private static void Clean()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}

/// <summary>Measures several ways of doing the same, one after another and again, so that all see the same weather.</summary>
internal sealed class Comparison(int objects, params (string Name, Func<Task<Measure>> Measure)[] ways)
{
    private readonly Dictionary<string, List<double>> _times = ways.ToDictionary(w => w.Name, _ => new List<double>());

    /// <summary>How many repetitions count.</summary>
    public int Repetitions { get; private set; }

    public async Task RunAsync(int warmUps, int repetitions)
    {
        for (var i = -warmUps; i < repetitions; i++)
        {
            foreach (var (name, measure) in ways)
            {
                var result = await measure();
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"  {(i < 0 ? "warm-up" : $"{i + 1,7}")}  {name,-40}{result.Milliseconds,10:0.0} ms {result.Count,8}"
                    )
                );
                if (i >= 0)
                {
                    // Samples are counted as if all objects had been done at their pace.
                    _times[name].Add(result.PerObject * objects);
                }
            }
        }

        Repetitions = repetitions;
    }

    /// <summary>The median, over the repetitions, of how much longer the one took than the other.</summary>
    public double Ratio(string name, string other) => Median(_times[name].Zip(_times[other], (a, b) => a / b));

    /// <summary>The smallest and the largest of these ratios.</summary>
    public (double Least, double Most) Spread(string name, string other)
    {
        var ratios = _times[name].Zip(_times[other], (a, b) => a / b).ToArray();
        return (ratios.Min(), ratios.Max());
    }

    public bool Has(string name) => _times.ContainsKey(name);

    public IEnumerable<string> Names => ways.Select(w => w.Name);

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
