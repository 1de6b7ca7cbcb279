using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using QlikConnections.Client;
using QlikConnections.Client.Repository;

namespace QlikConnections.Commands;

/// <summary>Takes a certificate, the path of a file with one, or the thumbprint or path of one in the certificate stores.</summary>
internal sealed class CertificateInputAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether a certificate from the stores must have its private key.</summary>
    public bool WithKey { get; set; }

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is X509Certificate2 certificate && certificate.Handle == IntPtr.Zero)
        {
            throw new ArgumentTransformationMetadataException(Strings.CertificateDisposed);
        }

        if (value is not string text)
        {
            return value;
        }

        if (text.Trim().Length == 0)
        {
            return null!;
        }

        try
        {
            return CertificateStore.IsName(text)
                ? CertificateStore.Find(text, WithKey)
                : CertificateFile.Root(engineIntrinsics.SessionState.Path.GetUnresolvedProviderPathFromPSPath(text));
        }
        catch (QlikException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }
}
