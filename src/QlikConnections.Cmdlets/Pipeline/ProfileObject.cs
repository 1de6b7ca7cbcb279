using QlikConnections.Client;
using QlikConnections.Client.Repository;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Commands;

/// <summary>Makes the object that users see of a profile.</summary>
internal static class ProfileObject
{
    /// <summary>The object of a profile in a folder.</summary>
    public static QlikProfile Of(ProfileFolder folder, string name, SignInProfile profile) => new()
    {
        Name = name,
        Platform = profile.Platform,
        Uri = profile.VirtualProxy is null ? profile.Tenant ?? profile.Server : $"{profile.Server}/{profile.VirtualProxy}/",
        Authentication = profile.SignIn.ToString(),
        UserName = profile.Identity,
        CertificateReference = profile.CertificatePath ?? profile.Certificate,
        Secret = profile.Secret?.ToString()
            ?? (profile.NeedsSecret ? Strings.SecretAsked
                : profile.CertificatePath is { } file && CertificateFile.MayBeProtected(file) ? Strings.SecretAskedIfProtected
                : null),
        Path = folder.FileOf(name),
    };
}
