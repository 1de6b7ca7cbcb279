using System.Text;
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
    private const int LargestKB = 1024;

    /// <summary>The file has four levels. The reader of the library calls itself for each level.</summary>
    private const int MostLevels = 32;

    private readonly string _path;
    private readonly Dictionary<string, YamlMappingNode> _contexts;
    private readonly string? _current;

    private CliContextFile(string path, Dictionary<string, YamlMappingNode> contexts, string? current) =>
        (_path, _contexts, _current) = (path, contexts, current);

    /// <summary>The names of the contexts, in the order of the file.</summary>
    public IReadOnlyCollection<string> Names => _contexts.Keys;

    /// <summary>True if one of them is the current one.</summary>
    public bool HasCurrent => !string.IsNullOrEmpty(_current);

    /// <summary>Where qlik-cli keeps the file on this computer.</summary>
    public static string DefaultPath() =>
        Locate(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
            Environment.GetEnvironmentVariable("QLIK_CLI_USER_HOME_DIR")
        );

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
        return places.FirstOrDefault(File.Exists) ?? places[1];
    }

    /// <summary>Reads the file.</summary>
    /// <exception cref="QlikException">QlikContextUnusable: it does not exist, cannot be read, is too large, or is not valid.</exception>
    public static CliContextFile Read(string path)
    {
        try
        {
            var text = Encoding.UTF8.GetString(SignInFile.Read(path, LargestKB, nameof(Strings.QlikContextUnusable)));
            RefuseDepth(path, text);
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            var root = yaml.Documents.Count == 1 ? yaml.Documents[0].RootNode as YamlMappingNode : null;
            var contexts = new Dictionary<string, YamlMappingNode>(StringComparer.Ordinal);
            foreach (var entry in Members(Member(root, "contexts")))
            {
                if (entry is { Key: YamlScalarNode { Value: { } name }, Value: YamlMappingNode context })
                {
                    contexts[name] = context;
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
            throw QlikFailure.Create(
                nameof(Strings.QlikContextNotFound),
                Strings.ContextNoneCurrent,
                Suggestions.Sentence([.. Names.Take(3)])
            );
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

    private CliContext Read(string name, YamlMappingNode node)
    {
        if (Text(node, "server") is not { Length: > 0 } server)
        {
            throw Unusable(_path, QlikFailure.Message(nameof(Strings.ContextWithoutServer), name));
        }

        var context = new CliContext(name, server, PlatformOf(name, server, Text(node, "server-type")))
        {
            SkipsCertificateCheck = "true".Equals(Text(node, "insecure"), StringComparison.OrdinalIgnoreCase),
        };
        if (Text(node, "oauth-client-id") is { Length: > 0 } id && Text(node, "oauth-client-secret") is { Length: > 0 } secret)
        {
            return context with { ClientId = id, ClientSecret = SecretText.Hide(secret) };
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

    private static bool IsTenant(string server)
    {
        var host = Address(server)?.Host ?? "";
        return host.EndsWith(".qlikcloud.com", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".qlikcloudgov.com", StringComparison.OrdinalIgnoreCase);
    }

    private static bool HasPath(string server) => Address(server)?.AbsolutePath.Length > 1;

    private static Uri? Address(string server) =>
        Uri.TryCreate(server.Contains("://") ? server : "https://" + server, UriKind.Absolute, out var address) ? address : null;

    private static void RefuseDepth(string path, string text)
    {
        var parser = new Parser(new StringReader(text));
        for (var levels = 0; parser.MoveNext();)
        {
            levels += parser.Current is MappingStart or SequenceStart ? 1 : parser.Current is MappingEnd or SequenceEnd ? -1 : 0;
            if (levels > MostLevels)
            {
                throw Unusable(path, QlikFailure.Message(nameof(Strings.ContextsNotYaml), parser.Current!.Start.Line));
            }
        }
    }

    private static string? Text(YamlNode? node, string key) => (Member(node, key) as YamlScalarNode)?.Value;

    /// <summary>A member by its key in any case; also one that a merge key takes from an anchor.</summary>
    private static YamlNode? Member(YamlNode? node, string key)
    {
        // Anchors can form a circle.
        for (var i = 0; i < MostLevels && node is not null; i++)
        {
            if (Own(node, key) is { } own)
            {
                return own;
            }

            node = Own(node, "<<");
        }

        return null;
    }

    private static YamlNode? Own(YamlNode node, string key) =>
        Members(node).FirstOrDefault(m => key.Equals((m.Key as YamlScalarNode)?.Value, StringComparison.OrdinalIgnoreCase)).Value;

    private static IEnumerable<KeyValuePair<YamlNode, YamlNode>> Members(YamlNode? node) =>
        node is YamlMappingNode mapping ? mapping.Children : [];

    private static QlikException Unusable(string path, string reason) =>
        QlikFailure.Create(nameof(Strings.QlikContextUnusable), path, reason);
}
