using System.Collections;
using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// Accepts a connection from a file, a job or JSON. It is recognized by its columns, because CSV and JSON have no types: a connect
/// statement, a type, and whether there is a data source. Other rows are bound to the parameters of their columns.
/// </summary>
internal sealed class ConnectionInputAttribute : ArgumentTransformationAttribute
{
    private static readonly TableInputAttribute Table = new();
    private static readonly TableInputAttribute CustomTable = new() { IsCustom = true };

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        if (inputData is null or QlikDataConnection or PSObject { BaseObject: QlikDataConnection })
        {
            return inputData!;
        }

        var row = PSObject.AsPSObject(inputData);
        return RawConnection.Read(row) is { } raw ? raw
            : row.Properties["DataSourceId"] is not null && Text(row, "ConnectionString") is not null && Text(row, "Type") is not null
                ? Read(engineIntrinsics, row)
            // A failed cast is what tells PowerShell to try the row's columns instead.
            : throw new ArgumentTransformationMetadataException(
                QlikFailure.Message(nameof(Strings.QlikInputInvalid), Strings.InputNoConnection),
                new PSInvalidCastException()
            );
    }

    /// <summary>Name, space and tags have parameters that are bound to the same columns.</summary>
    private static QlikDataConnection Read(EngineIntrinsics engine, PSObject row)
    {
        var dataSource = Text(row, "DataSourceId");
        return new QlikDataConnection
        {
            Name = Text(row, "Name") ?? "",
            Type = Text(row, "Type"),
            DataSourceId = dataSource,
            SpaceName = Text(row, "SpaceName"),
            ConnectionString = Text(row, "ConnectionString"),
            // A copy has no login; these say that there was one.
            CredentialId = Guid.TryParse(Text(row, "CredentialId"), out var credential) ? credential : null,
            UserName = Text(row, "UserName"),
            SeparateCredentials = Cell<bool>(row, "SeparateCredentials"),
            Architecture = Cell<QlikArchitecture>(row, "Architecture"),
            LogOn = Cell<QlikLogOn>(row, "LogOn"),
            // Qlik Cloud has none.
            CustomProperties =
                dataSource is null && TableOf(CustomTable, engine, row, "CustomProperties", "CustomProperty") is { } custom
                    ? PropertyTable.ReadCustom(custom)
                    : NoCustomProperties,
            Properties = TableOf(Table, engine, row, "Properties", "Property") is { Count: > 0 } properties
                ? PropertyTable.Read(properties)
                : null,
        };
    }

    private static Dictionary<string, IReadOnlyList<string>> NoCustomProperties => [];

    private static IDictionary? TableOf(TableInputAttribute input, EngineIntrinsics engine, PSObject row, params string[] names) =>
        names.Select(n => row.Properties[n]?.Value).FirstOrDefault(v => v is not null) is { } value
            ? LanguagePrimitives.ConvertTo<IDictionary>(input.Transform(engine, value))
            : null;

    /// <summary>The value of a column; the default of the type for an empty one.</summary>
    private static T Cell<T>(PSObject row, string name)
        where T : struct => CellInputAttribute.Read(typeof(T), Text(row, name)) as T? ?? default;

    private static string? Text(PSObject row, string name) => ConnectionReference.Property(row, name);
}
