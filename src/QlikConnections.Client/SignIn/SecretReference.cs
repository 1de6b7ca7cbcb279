using System.Text.Json.Serialization;

namespace QlikConnections.Client.SignIn;

/// <summary>Where a secret is: in a vault of SecretManagement, or in a file. Exactly one of <see cref="Name"/> and <see cref="File"/> is
/// there.</summary>
public sealed record class SecretReference
{
    /// <summary>The name of the secret in the vault; null for a file.</summary>
    public string? Name { get; init; }

    /// <summary>The vault; null for the default one.</summary>
    public string? Vault { get; init; }

    /// <summary>The full path of the file; null for a vault.</summary>
    public string? File { get; init; }

    /// <summary>True if it says where the secret is, and does so once.</summary>
    [JsonIgnore]
    public bool IsComplete => File is null
        ? IsPlace(Name) && (Vault is null || IsPlace(Vault))
        : IsPlace(File) && Name is null && Vault is null;

    private static bool IsPlace(string? text) => !string.IsNullOrWhiteSpace(text) && !text!.Any(char.IsControl);

    /// <summary>The place in words.</summary>
    public override string ToString() =>
        File is not null ? QlikFailure.Message(nameof(Strings.SecretInFile), File)
        : Vault is null ? QlikFailure.Message(nameof(Strings.SecretInDefaultVault), Name)
        : QlikFailure.Message(nameof(Strings.SecretInVault), Name, Vault);
}
