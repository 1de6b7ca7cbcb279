namespace QlikConnections.Client.Http;

/// <summary>A response is larger than what is read of one. Not an <see cref="IOException"/>: asking again would bring the same.</summary>
internal sealed class BodyTooLargeException(int megabytes) : Exception($"The response is larger than {megabytes} MB.")
{
    /// <summary>The limit.</summary>
    public int Megabytes => megabytes;
}
