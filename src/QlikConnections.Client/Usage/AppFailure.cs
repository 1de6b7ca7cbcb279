namespace QlikConnections.Client.Usage;

/// <summary>Whether a failure is that of one app.</summary>
internal static class AppFailure
{
    /// <summary>False for what would happen to all other apps, too.</summary>
    public static bool IsOfOneApp(this QlikException failure) =>
        !failure.EndsCommand()
        && failure.ErrorId
            is not (
                nameof(Strings.QlikThrottled)
                or nameof(Strings.QlikUnreachable)
                or nameof(Strings.QlikCertificateUntrusted)
            );
}
