using QlikConnections.Client.Cloud;
using QlikConnections.Client.Http;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace QlikConnections.Client.SignIn;

/// <summary>
/// The file in which qlik-cli keeps its contexts [cloud 9.4]. It holds secrets in plain text, so it is only read, and no error quotes it.
/// Unknown keys are ignored.
/// </summary>
public sealed class CliContextFile
{
    private const string HomeVariable = "QLIK_CLI_USER_HOME_DIR";
    private const int LargestKB = 1024;

    /// <summary>The file has four levels. The reader of the library calls itself for each level.</summary>
    private const int MostLevels = 32;

    /// <summary>How many names a message has.</summary>
    private const int MostNames = 10;

    private readonly string _path;
    private readonly Dictionary<string, YamlNode?> _contexts;
    private readonly string? _current;

    private CliContextFile(string path, Dictionary<string, YamlNode?> contexts, string? current) =>
        (_path, _contexts, _current) = (path, contexts, current);

    /// <summary>The names of the contexts, in the order of the file.</summary>
    public IReadOnlyCollection<string> Names => _contexts.Keys;

    /// <summary>True if one of them is the current one.</summary>
    public bool HasCurrent => !string.IsNullOrEmpty(_current);

    /// <summary>Why a name is needed if none of them is the current one, with the names.</summary>
    public string NoneCurrent =>
        QlikFailure.Message(
            nameof(Strings.ContextNoneCurrent),
            string.Join(", ", Names.Take(MostNames).Select(n => $"'{n}'")) + (Names.Count > MostNames ? ", …" : "")
        );

    /// <summary>Where qlik-cli keeps the file on this computer.</summary>
    /// <exception cref="QlikException">QlikContextUnusable: the environment variable that names the place is blank.</exception>
    public static string DefaultPath()
    {
        var moved = Environment.GetEnvironmentVariable(HomeVariable);
        return moved is { Length: > 0 } && string.IsNullOrWhiteSpace(moved)
            ? throw Unusable(moved, QlikFailure.Message(nameof(Strings.EnvironmentBlank), HomeVariable))
            : Locate(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), moved);
    }

    /// <summary>Where qlik-cli keeps the file.</summary>
    /// <param name="home">The user's home folder.</param>
    /// <param name="moved">
    /// The value of QLIK_CLI_USER_HOME_DIR; null if not set. By its description it is the path of the file, by its name a folder: both are
    /// accepted.
    /// </param>
    public static string Locate(string home, string? moved)
    {
        if (string.IsNullOrEmpty(moved))
        {
            return Path.Combine(home, ".qlik", "contexts.yml");
        }

        string[] places = [moved!, Path.Combine(moved!, ".qlik", "contexts.yml"), Path.Combine(moved!, "contexts.yml")];
        // A folder with the name of the file is reported when it is read.
        return places.FirstOrDefault(File.Exists) ?? places.Skip(1).FirstOrDefault(Directory.Exists) ?? places[1];
    }

    /// <summary>Reads the file.</summary>
    /// <exception cref="QlikException">QlikContextUnusable: it does not exist, cannot be read, is too large, or is not valid.</exception>
    public static CliContextFile Read(string path)
    {
        try
        {
            var text = SignInFile.Text(SignInFile.Read(path, LargestKB, nameof(Strings.QlikContextUnusable)));
            RefuseShape(path, text);
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            // qlik-cli reads the first document too.
            var root = yaml.Documents.FirstOrDefault()?.RootNode;
            var contexts = new Dictionary<string, YamlNode?>(StringComparer.Ordinal);
            foreach (var entry in Members(Member(root, "contexts")))
            {
                if (Text(entry.Key) is { } name && !contexts.ContainsKey(name))
                {
                    contexts.Add(name, entry.Value);
                }
            }

            return contexts.Count > 0
                ? new CliContextFile(path, contexts, Text(root, "current-context"))
                : throw Unusable(path, Strings.ContextsMissing);
        }
        catch (YamlException exception)
        {
            // The library's message may quote the file.
            throw Unusable(path, QlikFailure.Message(nameof(Strings.ContextsNotYaml), exception.Start.Line));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, exception.Message);
        }
    }

    /// <summary>A context by its name.</summary>
    /// <param name="name">The name; null for the current one.</param>
    /// <exception cref="QlikException">QlikContextNotFound; QlikContextUnusable if the context has no server or sign-in.</exception>
    public CliContext Get(string? name)
    {
        var wanted = name ?? _current;
        if (string.IsNullOrEmpty(wanted))
        {
            throw QlikFailure.Create(nameof(Strings.QlikContextNotFound), NoneCurrent, "");
        }

        var found = Names.FirstOrDefault(n => n == wanted)
            ?? Names.FirstOrDefault(n => n.Equals(wanted, StringComparison.OrdinalIgnoreCase));
        return found is not null
            ? Read(found, _contexts[found])
            : throw QlikFailure.Create(
                nameof(Strings.QlikContextNotFound),
                QlikFailure.Message(nameof(Strings.ContextUnknown), wanted, _path),
                Suggestions.Sentence(wanted!, Names)
            );
    }

    private CliContext Read(string name, YamlNode? node)
    {
        if (Text(node, "server") is not { } server)
        {
            throw Unusable(_path, QlikFailure.Message(nameof(Strings.ContextWithoutServer), name));
        }

        var context = new CliContext(name, server, PlatformOf(name, server, Text(node, "server-type")))
        {
            SkipsCertificateCheck = "true".Equals(Text(node, "insecure"), StringComparison.OrdinalIgnoreCase),
        };
        const string clientId = "oauth-client-id";
        if (Text(node, clientId) is { } id && Text(node, "oauth-client-secret") is { } secret)
        {
            return OAuthClientId.IsUsable(id.Trim())
                ? context with { ClientId = id.Trim(), ClientSecret = SecretText.Hide(secret) }
                : throw Unusable(_path, QlikFailure.Message(nameof(Strings.ContextValueInvalid), name, clientId));
        }

        const string bearer = "Bearer ";
        return Text(Member(node, "headers"), "Authorization")?.Trim() is { } header
            && header.StartsWith(bearer, StringComparison.OrdinalIgnoreCase)
            && header.Substring(bearer.Length).Trim() is { Length: > 0 } token
            ? context with { Token = SecretText.Hide(token) }
            : throw Unusable(_path, QlikFailure.Message(nameof(Strings.ContextWithoutSignIn), name));
    }

    private QlikPlatform PlatformOf(string name, string server, string? type) => type?.ToUpperInvariant() switch
    {
        "CLOUD" => QlikPlatform.Cloud,
        "WINDOWS" => QlikPlatform.Repository,
        // Contexts from before there were types.
        null or "" => IsTenant(server) || !HasPath(server) ? QlikPlatform.Cloud : QlikPlatform.Repository,
        _ => throw Unusable(_path, QlikFailure.Message(nameof(Strings.ContextOfOtherType), name, type)),
    };

    private static bool IsTenant(string server) => CloudAddress.IsOfQlik(Address(server)?.Host ?? "");

    private static bool HasPath(string server) => Address(server)?.AbsolutePath.Length > 1;

    private static Uri? Address(string server) =>
        Uri.TryCreate(server.Contains("://") ? server : "https://" + server, UriKind.Absolute, out var address) ? address : null;

    /// <summary>Refuses what no such file has, before the library makes nodes of it: it calls itself for each level, and it compares keys
    /// with all that is in them.</summary>
    private static void RefuseShape(string path, string text)
    {
        var parser = new Parser(new StringReader(text));
        // For each level whether the next node is a key; null in a list.
        var levels = new Stack<bool?>();
        while (parser.MoveNext())
        {
            var item = parser.Current!;
            if (item is MappingEnd or SequenceEnd)
            {
                levels.Pop();
            }
            else if (!Enter(levels, item))
            {
                throw Unusable(path, QlikFailure.Message(nameof(Strings.ContextsTooDeep), item.Start.Line));
            }
        }
    }

    /// <returns>False if there are too many levels, or a key is not a text.</returns>
    private static bool Enter(Stack<bool?> levels, ParsingEvent item)
    {
        var isGroup = item is MappingStart or SequenceStart;
        if ((isGroup || item is Scalar or AnchorAlias) && levels.Count > 0 && levels.Peek() is { } isKey)
        {
            if (isKey && item is not Scalar)
            {
                return false;
            }

            levels.Pop();
            levels.Push(!isKey);
        }

        if (isGroup)
        {
            levels.Push(item is MappingStart ? true : null);
        }

        return levels.Count <= MostLevels;
    }

    /// <summary>The text of a node; null for another node, for a blank text, and for the values that mean "none".</summary>
    private static string? Text(YamlNode? node) =>
        node is YamlScalarNode { Value: { } value } scalar
        && !string.IsNullOrWhiteSpace(value)
        && !(IsPlain(scalar) && value is "~" or "null" or "Null" or "NULL")
            ? value
            : null;

    private static string? Text(YamlNode? node, string key) => Text(Member(node, key));

    /// <summary>Without quotes, and without a tag that says that it is a text.</summary>
    private static bool IsPlain(YamlScalarNode node) =>
        node.Style == ScalarStyle.Plain && (node.Tag.IsEmpty || node.Tag.Value == "tag:yaml.org,2002:null");

    /// <summary>A member by its key in any case.</summary>
    private static YamlNode? Member(YamlNode? node, string key) =>
        Members(node).FirstOrDefault(m => key.Equals(Text(m.Key), StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The members of a mapping: its own, then those that its merge keys take from anchors.</summary>
    private static List<KeyValuePair<YamlNode, YamlNode>> Members(YamlNode? node)
    {
        var members = new List<KeyValuePair<YamlNode, YamlNode>>();
        // Anchors can form a circle. The library compares nodes by their content.
        var seen = new List<YamlNode>();
        var open = new Stack<YamlNode?>([node]);
        while (open.Count > 0)
        {
            if (open.Pop() is not YamlMappingNode next || seen.Exists(s => ReferenceEquals(s, next)))
            {
                continue;
            }

            seen.Add(next);
            members.AddRange(next.Children.Where(m => !IsMerge(m.Key)));
            var merged = next.Children.Where(m => IsMerge(m.Key)).Select(m => m.Value);
            foreach (var anchor in merged.SelectMany(v => v is YamlSequenceNode list ? list.Children : [v]).Reverse())
            {
                open.Push(anchor);
            }
        }

        return members;
    }

    private static bool IsMerge(YamlNode key) => key is YamlScalarNode { Value: "<<", Style: ScalarStyle.Plain };

    private static QlikException Unusable(string path, string reason) =>
        QlikFailure.Create(nameof(Strings.QlikContextUnusable), path, reason);
}
