using System.Text.Json;
using QlikConnections.Client.Files;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Client.SignIn;

/// <summary>
/// The folder of a user's profiles: one file for each, named like it. A profile decides which server gets the secret of a sign-in, so files
/// that another user can have written are refused.
/// </summary>
/// <param name="path">The folder.</param>
public sealed class ProfileFolder(string path)
{
    /// <summary>The environment variable that names another folder.</summary>
    public const string Variable = "QLIKCONNECTIONS_PROFILE_PATH";

    private const string Extension = ".json";
    private const int LargestKB = 64;

    /// <summary>The folder's path.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The names of the profiles; none if there is no such folder.</summary>
    /// <exception cref="QlikException">The folder cannot be read.</exception>
    public IReadOnlyList<string> Names
    {
        get
        {
            try
            {
                return Directory.Exists(Path)
                    ?
                    [
                        .. Directory
                            .GetFileSystemEntries(Path, "*" + Extension)
                            .Where(f => f.EndsWith(Extension, StringComparison.Ordinal))
                            .Select(System.IO.Path.GetFileNameWithoutExtension)
                            .OfType<string>()
                            .Where(ProfileName.IsValid)
                            .OrderBy(n => n, StringComparer.OrdinalIgnoreCase)
                            .ThenBy(n => n, StringComparer.Ordinal),
                    ]
                    : [];
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw QlikFailure.Create(nameof(Strings.QlikProfileUnusable), Path, exception.Message);
            }
        }
    }

    /// <summary>The folder of this user.</summary>
    /// <exception cref="QlikException">The user has no folder for application data, and none was named.</exception>
    public static ProfileFolder OfUser()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return string.IsNullOrWhiteSpace(named)
                ? throw Unusable(Variable, QlikFailure.Message(nameof(Strings.EnvironmentBlank), Variable))
                : new ProfileFolder(named);
        }

        // %APPDATA% on Windows, otherwise XDG_CONFIG_HOME or ~/.config; on macOS ~/Library/Application Support.
        var data = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length > 0
            ? new ProfileFolder(System.IO.Path.Combine(data, "QlikConnections", "profiles"))
            : throw QlikFailure.Create(nameof(Strings.QlikProfileUnusable), Variable, Strings.RecoveryNoHome);
    }

    /// <summary>The path of the file of a profile.</summary>
    public string FileOf(string name) => System.IO.Path.Combine(Path, name + Extension);

    /// <summary>The name of an existing profile as its file spells it; null if there is none.</summary>
    /// <exception cref="QlikException">The name is not valid, or several files have it in different cases.</exception>
    private string? Find(string name, IReadOnlyList<string> names)
    {
        ProfileName.Check(name);
        var found = names.Where(n => n.Equals(name, StringComparison.OrdinalIgnoreCase)).ToArray();
        if (found.Length <= 1)
        {
            return found.FirstOrDefault();
        }

        var files = string.Join(", ", found.Select(n => $"'{n}{Extension}'"));
        throw new QlikException(
            nameof(Strings.QlikProfileUnusable),
            QlikFailure.Message(
                nameof(Strings.QlikProfileUnusable),
                Path,
                QlikFailure.Message(nameof(Strings.ProfileTwice), name, files)
            ),
            QlikFailure.Message(nameof(Strings.ProfileTwice_Action), found[0])
        );
    }

    /// <summary>The name of an existing profile as its file spells it.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <param name="names">The names of the profiles, if they are known.</param>
    /// <exception cref="QlikException">QlikProfileNotFound; QlikProfileUnusable if several files have the name in different
    /// cases.</exception>
    public string Existing(string name, IReadOnlyList<string>? names = null)
    {
        names ??= Names;
        return Find(name, names)
            ?? throw QlikFailure.Create(nameof(Strings.QlikProfileNotFound), name, Path, Suggestions.Sentence(name, names));
    }

    /// <summary>Reads a profile.</summary>
    /// <param name="name">Its name as its file spells it, from <see cref="Existing"/>.</param>
    /// <exception cref="QlikException">It is not there, may come from another user, or is not valid.</exception>
    public SignInProfile Read(string name)
    {
        var file = FileOf(name);
        try
        {
            if (!FileTrust.IsOrdinary(file))
            {
                throw Unusable(file, Strings.RecoveryNoFile);
            }

            return (FileTrust.AgainstFolder(Path) ?? FileTrust.AgainstFile(file)) is { } doubt
                ? throw QlikFailure.Create(nameof(Strings.QlikProfileUntrusted), file, doubt)
                : Parse(file, SignInFile.Read(file, LargestKB, nameof(Strings.QlikProfileUnusable)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable(file, exception.Message);
        }
    }

    /// <summary>Whether a profile of that name can be written.</summary>
    /// <param name="name">The name.</param>
    /// <param name="replaces">True to replace one of that name.</param>
    /// <returns>The name as the file will spell it: an existing one keeps its spelling.</returns>
    /// <exception cref="QlikException">There is one already, or other users can write to the folder.</exception>
    public string CheckWritable(string name, bool replaces)
    {
        var existing = Find(name, Names);
        if (existing is not null && !replaces)
        {
            throw QlikFailure.Create(nameof(Strings.QlikProfileExists), existing);
        }

        return Directory.Exists(Path) && FileTrust.AgainstFolder(Path) is { } doubt
            ? throw QlikFailure.Create(nameof(Strings.QlikProfileUntrusted), Path, doubt)
            : existing ?? name;
    }

    /// <summary>Writes a profile. The file is there completely or not at all.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="profile">Its content.</param>
    /// <param name="replaces">True to replace one of that name.</param>
    /// <returns>The name as its file spells it.</returns>
    /// <exception cref="QlikException">There is one already, or it cannot be written.</exception>
    public string Save(string name, SignInProfile profile, bool replaces)
    {
        try
        {
            ProfileName.Check(name);
            if (profile.Problem() is { } problem)
            {
                const string id = nameof(Strings.QlikSignInInvalid);
                throw new QlikException(id, QlikFailure.Message(id, problem), Strings.ProfileSignInAdvice);
            }

            profile = profile.WithUsedAddresses();
            PrivateFolder.Create(Path);
            var target = CheckWritable(name, replaces);
            Write(FileOf(target), JsonSerializer.SerializeToUtf8Bytes(profile, ProfileJson.Default.SignInProfile), replaces);
            return target;
        }
        catch (IOException) when (!replaces && File.Exists(FileOf(name)))
        {
            // Another process has written it in the meantime.
            throw QlikFailure.Create(nameof(Strings.QlikProfileExists), name);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw QlikFailure.Create(nameof(Strings.QlikProfileUnwritable), name, exception.Message);
        }
    }

    /// <summary>Deletes the file of a profile.</summary>
    /// <param name="name">Its name. Of several files that have it in different cases, only the one that spells it so is deleted.</param>
    /// <exception cref="QlikException">It is not there, or cannot be deleted.</exception>
    public void Remove(string name)
    {
        try
        {
            var names = Names;
            File.Delete(FileOf(names.Contains(name, StringComparer.Ordinal) ? name : Existing(name, names)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw QlikFailure.Create(nameof(Strings.QlikProfileUnwritable), name, exception.Message);
        }
    }

    private static void Write(string file, byte[] content, bool replaces) => ReplacedFile.Write(
        file,
        path => RecoveryFolder.OpenAlone(path, FileMode.CreateNew, FileOptions.None),
        stream => stream.Write(content, 0, content.Length),
        replaces);

    private static SignInProfile Parse(string file, byte[] bytes)
    {
        try
        {
            var content = new ReadOnlyMemory<byte>(bytes);
            content = content.Span.StartsWith("\uFEFF"u8) ? content.Slice(3) : content;
            using (var document = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = 4 }))
            {
                CheckVersion(file, document.RootElement);
                if (RepeatedMember.Of(document.RootElement) is { } twice)
                {
                    throw Unusable(file, Member(twice));
                }
            }

            var profile = JsonSerializer.Deserialize(content.Span, ProfileJson.Default.SignInProfile)!;
            return profile.Problem() is { } problem ? throw Unusable(file, problem) : profile.WithUsedAddresses();
        }
        catch (QlikException failure) when (failure.ErrorId == nameof(Strings.QlikAddressInvalid))
        {
            throw Unusable(file, failure.Message);
        }
        catch (JsonException exception)
        {
            // The message of the library may quote the file.
            throw Unusable(file, exception.Path is { Length: > 1 } path ? Member(path) : Strings.ProfileNotJson);
        }
    }

    private static void CheckVersion(string file, JsonElement root)
    {
        if (
            root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("version", out var version)
            || version.ValueKind != JsonValueKind.Number
            || !version.TryGetInt32(out var number)
            || number < 1
        )
        {
            throw Unusable(file, Strings.ProfileNotJson);
        }

        if (number > SignInProfile.CurrentVersion)
        {
            var reason = QlikFailure.Message(nameof(Strings.ProfileNewer), number, SignInProfile.CurrentVersion);
            throw new QlikException(
                nameof(Strings.QlikProfileUnusable),
                QlikFailure.Message(nameof(Strings.QlikProfileUnusable), file, reason),
                Strings.ProfileNewer_Action
            );
        }
    }

    private static string Member(string path) => QlikFailure.Message(nameof(Strings.ProfileMemberInvalid), path.TrimStart('$', '.'));

    private static QlikException Unusable(string file, string reason) =>
        QlikFailure.Create(nameof(Strings.QlikProfileUnusable), file, reason);
}
