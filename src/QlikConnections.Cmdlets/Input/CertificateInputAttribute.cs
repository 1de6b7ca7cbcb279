using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using QlikConnections.Client;
using QlikConnections.Client.Repository;

namespace QlikConnections.Commands;

/// <summary>Takes a certificate, the path of a file with one, or the thumbprint of one in the certificate stores.</summary>
internal sealed class CertificateInputAttribute : ArgumentTransformationAttribute
{
    private const int ThumbprintLength = 40;

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is not string text)
        {
            return value;
        }

        try
        {
            return text.Length == ThumbprintLength && text.All(Uri.IsHexDigit)
                ? FromStore(text)
                : CertificateFile.Root(engineIntrinsics.SessionState.Path.GetUnresolvedProviderPathFromPSPath(text));
        }
        catch (QlikException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }

    private static X509Certificate2 FromStore(string thumbprint)
    {
        foreach (var location in new[] { StoreLocation.CurrentUser, StoreLocation.LocalMachine })
        {
            using var store = new X509Store(StoreName.My, location);
            store.Open(OpenFlags.ReadOnly);
            if (store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false) is { Count: > 0 } found)
            {
                return found[0];
            }
        }

        throw QlikFailure.Create(nameof(Strings.QlikCertificateUnusable), thumbprint, Strings.CertificateNotInStore);
    }
}
