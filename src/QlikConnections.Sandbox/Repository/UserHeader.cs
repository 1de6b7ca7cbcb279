using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Repository;

/// <summary>Reads X-Qlik-User: "UserDirectory=…; UserId=…", each percent-encoded UTF-8 [qrs 2.2].</summary>
internal static class UserHeader
{
    public const string Name = "X-Qlik-User";

    /// <returns>The user; null if the header is missing.</returns>
    public static AccountName? Read(HttpRequestMessage request)
    {
        if (!request.Headers.TryGetValues(Name, out var values))
        {
            return null;
        }

        var parts = string.Join(",", values).Split(';');
        var directory = Value(parts, "UserDirectory");
        var id = Value(parts, "UserId");
        // Other characters than ASCII must be encoded; a missing encoding is an error here, not an unknown user.
        return
            parts.Length == 2 && directory is { Length: > 0 } && id is { Length: > 0 } && (directory + id).All(c => c is >= ' ' and <= '~')
            ? new(Uri.UnescapeDataString(directory), Uri.UnescapeDataString(id))
            : throw Refusal.BadRequest($"The header {Name} is not of the form UserDirectory=…; UserId=…");
    }

    private static string? Value(string[] parts, string name)
    {
        string? part = parts
            .Select(part => part.Trim())
            .FirstOrDefault(part => part.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase));
        return part?.Substring(name.Length + 1);
    }
}
