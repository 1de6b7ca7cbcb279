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
            if (CertificateStore.IsName(text))
            {
                return CertificateStore.Find(text, WithKey);
            }

            var path = engineIntrinsics.SessionState.Path.GetUnresolvedProviderPathFromPSPath(text);
            return CertificateStore.ProblemOfThumbprint(text) is { } problem && !File.Exists(path)
                ? throw QlikFailure.Create(nameof(Strings.QlikCertificateUnusable), text, problem)
                : CertificateFile.Root(path);
        }
        catch (QlikException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }
}
