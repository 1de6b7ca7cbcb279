namespace QlikConnections.Client.Cloud;

/// <summary>How Qlik Cloud writes bitness and account of a connection.</summary>
internal static class ConnectionCodes
{
    /// <summary>The bitness of a code.</summary>
    public static QlikArchitecture Architecture(int? code) =>
        code switch
        {
            0 => QlikArchitecture.X64,
            1 => QlikArchitecture.X86,
            _ => QlikArchitecture.Undefined,
        };

    /// <summary>The code of a bitness; null for none.</summary>
    public static int? Of(QlikArchitecture? architecture) =>
        architecture switch
        {
            QlikArchitecture.X64 => 0,
            QlikArchitecture.X86 => 1,
            _ => null,
        };

    /// <summary>The account of a code.</summary>
    public static QlikLogOn LogOn(int? code) => code == 1 ? QlikLogOn.CurrentUser : QlikLogOn.ServiceUser;

    /// <summary>The word for an account, which bodies take.</summary>
    public static string Of(QlikLogOn logOn) => logOn == QlikLogOn.CurrentUser ? "LOG_ON_CURRENT_USER" : "LOG_ON_SERVICE_USER";
}
