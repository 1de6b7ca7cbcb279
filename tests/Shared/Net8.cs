#if !NET9_0_OR_GREATER
// What the tests use of .NET 9 and later, for their run on .NET 8.
namespace System.Threading
{
    internal sealed class Lock
    {
        private readonly object _gate = new();

        public Scope EnterScope()
        {
            Monitor.Enter(_gate);
            return new Scope(_gate);
        }

        public readonly ref struct Scope(object gate)
        {
            public void Dispose() => Monitor.Exit(gate);
        }
    }
}

namespace System.Security.Cryptography.X509Certificates
{
    internal static class X509CertificateLoader
    {
        public static X509Certificate2 LoadCertificate(byte[] data) => new(data);

        public static X509Certificate2 LoadPkcs12(
            byte[] data,
            string? password,
            X509KeyStorageFlags flags = X509KeyStorageFlags.DefaultKeySet
        ) => new(data, password, flags);

        public static X509Certificate2 LoadPkcs12FromFile(string path, string? password) => new(path, password);
    }
}

namespace System.Net.Http
{
    internal static class HttpContentOfNet8
    {
        public static Task LoadIntoBufferAsync(this HttpContent content, CancellationToken cancellationToken) =>
            content.LoadIntoBufferAsync().WaitAsync(cancellationToken);
    }
}

namespace System.Linq
{
    internal static class AsyncEnumerableOfNet8
    {
        public static async ValueTask<T> FirstAsync<T>(this IAsyncEnumerable<T> source, CancellationToken cancellationToken = default)
        {
            await foreach (var item in source.WithCancellation(cancellationToken))
            {
                return item;
            }

            throw new InvalidOperationException("The sequence is empty.");
        }
    }
}

namespace System.Buffers.Text
{
    internal static class Base64Url
    {
        public static string EncodeToString(ReadOnlySpan<byte> data) =>
            Convert.ToBase64String(data).TrimEnd('=').Replace('+', '-').Replace('/', '_');

        public static byte[] DecodeFromChars(ReadOnlySpan<char> text)
        {
            var base64 = text.ToString().Replace('-', '+').Replace('_', '/');
            return Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='));
        }
    }
}
#endif
