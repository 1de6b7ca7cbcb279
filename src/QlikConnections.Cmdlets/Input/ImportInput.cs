using System.Management.Automation;
using System.Text;
using QlikConnections.Client;
using QlikConnections.Client.Files;
using QlikConnections.Client.Http;

namespace QlikConnections.Commands;

/// <summary>
/// What is imported: files and folders of exports, their text, the objects that ConvertFrom-Json makes of them, and connections of a
/// session.
/// </summary>
/// <param name="pathOf">The full path of a path.</param>
/// <param name="fail">Takes what cannot be used, and what the user passed.</param>
internal sealed class ImportInput(Func<string, Task<string>> pathOf, Action<QlikException, object?> fail)
{
    private const string Piped = "input";
    private readonly Dictionary<PortableConnection, int> _differing = new(ByReference.Instance);
    private int _number;

    /// <summary>The connections, in the order of the input.</summary>
    public List<PortableConnection> Connections { get; } = [];

    /// <summary>The connections that only the other side of a comparison has.</summary>
    public List<PortableConnection> Removed { get; } = [];

    /// <summary>True if differences are imported: then nothing else is deleted than what they name.</summary>
    public bool HasDifferences { get; private set; }

    /// <summary>Adds what is at a path.</summary>
    public async Task AddPathAsync(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.PathBlank);
        }

        var full = await pathOf(path).ConfigureAwait(false);
        foreach (var file in ExportSource.FilesOf(full))
        {
            try
            {
                Add(ExportReader.Read(file), file);
            }
            catch (QlikException failure)
            {
                fail(failure, file);
            }
        }
    }

    /// <summary>Adds an object.</summary>
    /// <exception cref="QlikException">It is nothing that can be imported.</exception>
    public Task AddAsync(PSObject? input)
    {
        _number++;
        switch (input?.BaseObject)
        {
            case QlikDataConnection connection:
                Connections.Add(PortableConnection.Of(connection));
                return Task.CompletedTask;
            case QlikDataConnectionMigration { Connection: PortableConnection connection }:
                Connections.Add(connection);
                return Task.CompletedTask;
            case QlikDataConnectionDifference difference:
                Add(difference);
                return Task.CompletedTask;
            case FileSystemInfo file:
                return AddPathAsync(file.FullName);
            case string text when text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n').StartsWith("{", StringComparison.Ordinal):
                Add(ExportReader.Read(Encoding.UTF8.GetBytes(text), Piped), null);
                return Task.CompletedTask;
            case string path:
                return AddPathAsync(path);
            case PSCustomObject when input.Properties["connections"] is not null:
                Add(ExportReader.Read(Json(input), Piped), input);
                return Task.CompletedTask;
            case PSCustomObject when input.Properties["leftOut"] is not null:
                Add(ExportReader.ReadOne(Json(input), Piped, _number), input);
                return Task.CompletedTask;
            default:
                throw QlikFailure.Create(
                    nameof(Strings.QlikInputInvalid),
                    QlikFailure.Message(nameof(Strings.ImportInputType), _number, input?.TypeNames[0] ?? "$null")
                );
        }
    }

    /// <summary>All differences of a connection are one connection of the import, with the members that differ.</summary>
    private void Add(QlikDataConnectionDifference difference)
    {
        HasDifferences = true;
        if (difference.LeftConnection is not PortableConnection left)
        {
            Removed.Add((PortableConnection)difference.RightConnection!);
            return;
        }

        if (difference.Property is not { } member)
        {
            Connections.Add(left);
            return;
        }

        // One item of a statement cannot be changed alone.
        const string statement = nameof(QlikDataConnection.ConnectionString);
        member = member.StartsWith(statement + ".", StringComparison.Ordinal) ? statement : member;
        if (!_differing.TryGetValue(left, out var index))
        {
            _differing[left] = index = Connections.Count;
            Connections.Add(left with { Only = [] });
        }

        Connections[index] = left with { Only = [.. Connections[index].Only!, member] };
    }

    private void Add(ExportContent content, object? target)
    {
        Connections.AddRange(content.Connections);
        content.Failures.ForEach(f => fail(f, target ?? content.Source));
    }

    private static byte[] Json(PSObject input) => ValueJson.ToUtf8(PropertyTable.Value(input), new RequestSecrets());

    /// <summary>Two connections are the same if they are one object: their members say nothing about that.</summary>
    private sealed class ByReference : IEqualityComparer<PortableConnection>
    {
        public static ByReference Instance { get; } = new();

        public bool Equals(PortableConnection? x, PortableConnection? y) => ReferenceEquals(x, y);

        public int GetHashCode(PortableConnection obj) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(obj);
    }
}
