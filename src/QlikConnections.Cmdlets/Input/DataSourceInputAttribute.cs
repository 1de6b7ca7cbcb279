using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// Accepts ids of data sources as text, or objects with a DataSourceId (connections, properties, gateways, rows) or an Id (data sources).
/// </summary>
internal sealed class DataSourceInputAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject { BaseObject: object[] list } ? list : inputData as object[] ?? [inputData]).Select(Identity).ToArray();

    private static DataSourceIdentity Identity(object? input)
    {
        if (input is DataSourceIdentity known)
        {
            return known;
        }

        var wrapped = input as PSObject ?? PSObject.AsPSObject(input ?? "");
        var text = wrapped.BaseObject as string ?? (wrapped.Properties["DataSourceId"] ?? wrapped.Properties["Id"])?.Value as string;
        return string.IsNullOrWhiteSpace(text)
            ? throw new ArgumentTransformationMetadataException(
                QlikFailure.Message(nameof(Strings.QlikInputInvalid), Strings.InputWithoutDataSource)
            )
            : new DataSourceIdentity(text!, wrapped.Properties["Session"]?.Value as QlikSession);
    }
}
