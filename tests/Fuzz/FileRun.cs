using System.Text;

namespace QlikConnections.Fuzz;

/// <summary>Reads files that were damaged, cut, mixed up or made to harm.</summary>
/// <param name="kind">What the page calls the files.</param>
/// <param name="make">The bytes of right files, to begin with; a run makes each once.</param>
/// <param name="read">Reads the file at the path, the way the module does; throws our errors for what it refuses.</param>
/// <param name="extension">How their names end.</param>
/// <param name="prefix">How their names begin.</param>
internal sealed class FileRun(string kind, Func<IReadOnlyList<byte[]>> make, Action<string> read, string extension, string prefix = "")
    : IFuzzRun
{
    public async Task TryAsync(int first, int count, int seed, Outcome outcome)
    {
        var right = make();
        var folder = Directory.CreateTempSubdirectory("fuzz-");
        try
        {
            await Parallel.ForEachAsync(Enumerable.Range(first, count), async (i, stop) =>
            {
                // A file of its own for each: one that hangs is still being read when the next is tried.
                var path = Path.Combine(folder.FullName, $"{prefix}{i}{extension}");
                var random = new Random(seed + i);
                await File.WriteAllBytesAsync(path, Damage(random, right[i % right.Count]), stop);
                await outcome.TryAsync($"{kind}, input {i}, seed {seed}", _ =>
                {
                    read(path);
                    return Task.CompletedTask;
                });
                File.Delete(path);
            });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static byte[] Damage(Random random, byte[] right)
    {
        // What is right must be taken; were it not, nothing would be tried.
        if (random.Next(8) == 0)
        {
            return right;
        }
        // Lines of JSON, and the lines of a PEM file, are damaged one at a time; what is not text, byte by byte.
        if (right.AsSpan().Contains((byte)0) || random.Next(4) == 0)
        {
            return Mutation.OfBinary(random, right);
        }

        var text = Encoding.UTF8.GetString(right);
        var lines = text.StartsWith("{\n", StringComparison.Ordinal) ? [text] : text.Split('\n');
        var at = random.Next(lines.Length);
        return
        [
            .. Encoding.UTF8.GetBytes(string.Concat(lines[..at].Select(l => l + "\n"))),
            .. Mutation.Of(random, lines[at]),
            .. Encoding.UTF8.GetBytes(string.Concat(lines[(at + 1)..].Select(l => "\n" + l))),
        ];
    }
}
