namespace QlikConnections.Client.Recovery;

/// <summary>A recovery file, or a line of it, that cannot be used, with the reason in our words.</summary>
internal sealed class DamagedLineException(string reason, Exception? innerException = null) : FormatException(reason, innerException);
