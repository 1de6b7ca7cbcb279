namespace QlikConnections.Sandbox;

/// <summary>The time where no other clock is given.</summary>
internal static class SystemClock
{
#pragma warning disable RS0030 // .NET Framework has no TimeProvider, and the sandbox no package for it
    public static DateTimeOffset Now() => DateTimeOffset.UtcNow;
#pragma warning restore RS0030
}
