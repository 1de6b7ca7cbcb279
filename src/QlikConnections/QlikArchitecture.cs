namespace QlikConnections;

/// <summary>
/// The bitness of a connector. Named by meaning: the platforms number it differently
/// (Qlik Cloud: 0 is 64-bit, 1 is 32-bit; Qlik data-connections reference, field <c>qArchitecture</c>).
/// </summary>
public enum QlikArchitecture
{
    /// <summary>The server returned none, or a number that is not documented.</summary>
    Undefined,

    /// <summary>32-bit connector.</summary>
    X86,

    /// <summary>64-bit connector.</summary>
    X64,
}
