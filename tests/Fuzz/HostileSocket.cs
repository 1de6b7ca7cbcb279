using System.Globalization;
using System.Text;
using QlikConnections.Client.Tests;

namespace QlikConnections.Fuzz;

/// <summary>The hostile handler behind a real socket: what it says goes through the network's own reading of HTTP.</summary>
internal static class HostileSocket
{
    public static RawServer Start(HostileHandler handler) =>
        new(
            async (head, stream, stop) =>
            {
                var line = head.Split(' ', 3);
                var response = handler.Answer(HttpMethod.Parse(line[0]), line[1], "", Token(head));
                byte[] body;
                try
                {
                    body = await response.Content.ReadAsByteArrayAsync(stop);
                }
                catch (Exception exception) when (exception is InvalidDataException or HttpRequestException)
                {
                    // What the handler gives unpacked wrongly in memory is sent as a wrongly packed body.
                    response.Content.Headers.TryAddWithoutValidation("Content-Encoding", "gzip");
                    body = "no gzip"u8.ToArray();
                }
                var text = new StringBuilder($"HTTP/1.1 {((int)response.StatusCode).ToString(CultureInfo.InvariantCulture)} X\r\n");
                foreach (
                    var header in response
                        .Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
                        .Select(h => KeyValuePair.Create<string, IEnumerable<string>>(h.Key, h.Value))
                )
                {
                    foreach (var value in header.Value.Where(_ => header.Key != "Content-Length"))
                    {
                        text.Append(CultureInfo.InvariantCulture, $"{header.Key}: {value}\r\n");
                    }
                }
                // A length that promises more than comes, or less, is sent as it is.
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"Content-Length: {response.Content.Headers.ContentLength ?? body.Length}\r\nConnection: close\r\n\r\n"
                );
                await stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), stop);
                await stream.WriteAsync(body, stop);
            }
        );

    private static string? Token(string head)
    {
        const string Start = "Authorization: Bearer ";
        var at = head.IndexOf(Start, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : head[(at + Start.Length)..].Split('\r')[0];
    }
}
