namespace QlikConnections.Client.SignIn;

/// <summary>The name of a profile. It is the name of its file on every system, so that a folder can be copied from one to
/// another.</summary>
internal static class ProfileName
{
    private const int Longest = 64;

    private static readonly string[] Devices =
    [
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
        .. Enumerable.Range(0, 10).SelectMany(i => new[] { $"COM{i}", $"LPT{i}" }),
    ];

    /// <summary>True if it can be the name of a profile.</summary>
    public static bool IsValid(string name) =>
        name.Length is > 0 and <= Longest
        && name.All(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_' or '.')
        && char.IsLetterOrDigit(name[0])
        && name[name.Length - 1] is not (' ' or '.')
        // Windows opens a device, whatever the extension is.
        && !Devices.Contains(name.Split('.')[0].Trim(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Refuses a text that cannot be the name of a profile.</summary>
    /// <exception cref="QlikException">QlikInputInvalid.</exception>
    public static void Check(string name)
    {
        if (!IsValid(name))
        {
            throw QlikFailure.Create(
                nameof(Strings.QlikInputInvalid),
                QlikFailure.Message(nameof(Strings.ProfileNameInvalid), name, Longest)
            );
        }
    }
}
