using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SandboxServer;

/// <summary>Makes and checks the web tokens of the JWT virtual proxy. A real one is set up with the public key of a foreign
/// issuer.</summary>
internal sealed class JwtIssuer
{
    private const string Header = """{"alg":"HS256","typ":"JWT"}""";

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    public string Issue(string user, DateTimeOffset expires)
    {
        var names = user.Split('\\', 2);
        var payload = JsonSerializer.Serialize(
            new
            {
                userDirectory = names[0],
                userId = names[1],
                exp = expires.ToUnixTimeSeconds(),
            }
        );
        var content =
            Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Header)) + "." + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload));
        return content + "." + Sign(content);
    }

    /// <summary>The user of a token, or null when it is none of ours or has expired.</summary>
    public string? Read(string token)
    {
        var end = token.LastIndexOf('.');
        if (
            end < 0
            || !CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(token[(end + 1)..]),
                Encoding.ASCII.GetBytes(Sign(token[..end]))
            )
        )
        {
            return null;
        }

        using var payload = JsonDocument.Parse(
            Base64Url.DecodeFromChars(token.AsSpan(token.IndexOf('.') + 1, end - token.IndexOf('.') - 1))
        );
        var claims = payload.RootElement;
        return claims.GetProperty("exp").GetInt64() > DateTimeOffset.UtcNow.ToUnixTimeSeconds()
            ? claims.GetProperty("userDirectory").GetString() + "\\" + claims.GetProperty("userId").GetString()
            : null;
    }

    private string Sign(string content) => Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(content)));
}
