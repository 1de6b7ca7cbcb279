using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Names a user, by id, e-mail address, subject, display name, or by the object itself.</summary>
public sealed class UserIdentity
{
    private readonly QlikUser? _user;

    /// <summary>A user by id, e-mail address, subject or display name.</summary>
    public UserIdentity(string text) => Text = text;

    /// <summary>A user by object.</summary>
    public UserIdentity(QlikUser user)
    {
        _user = user;
        Text = user.Subject ?? user.Email ?? user.Id;
    }

    /// <summary>A user from a file or a job.</summary>
    public UserIdentity(PSObject row)
    {
        ConnectionReference.Require(row, nameof(QlikUser), "user");
        Text =
            Account(row)
            ?? new[] { "Subject", "Email", "Id", "Name" }
                .Select(n => ConnectionReference.Property(row, n))
                .FirstOrDefault(t => t is not null)
            ?? throw ConnectionReference.WithoutIdentity(row);
    }

    /// <summary>DIR\user of an entity of a client-managed site, whose id is not valid on another site.</summary>
    private static string? Account(PSObject row) =>
        ConnectionReference.Property(row, "userDirectory") is { } directory && ConnectionReference.Property(row, "userId") is { } user
            ? $@"{directory}\{user}"
            : null;

    /// <summary>What was given.</summary>
    public string Text { get; }

    /// <summary>Returns what was given.</summary>
    public override string ToString() => Text;

    /// <summary>The user in the client's tenant. An object of another tenant is found by its subject.</summary>
    internal Task<QlikUser> ResolveAsync(IDataConnectionClient client, CancellationToken cancellationToken) =>
        _user is { } user && ReferenceEquals(user.Session, client.Session)
            ? Task.FromResult(user)
            : client.Users.ResolveAsync(Text, cancellationToken);
}
