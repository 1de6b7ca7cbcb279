using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// Gives the keys of a piped hashtable to the parameters of their names, as PowerShell does with the properties of other objects, until
/// it is disposed.
/// </summary>
internal sealed class TableBinding : IDisposable
{
    private readonly PSCmdlet _cmdlet;
    private readonly List<(PropertyInfo Parameter, object? Value)> _before = [];

    /// <summary>Binds them. Call it on the pipeline thread.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="table">The hashtable, as an object with properties.</param>
    /// <param name="parameterOf">The parameter for a key; null if there is none, or if it has a value from the command line.</param>
    /// <exception cref="QlikException">A value does not fit its parameter.</exception>
    public TableBinding(PSCmdlet cmdlet, PSObject table, Func<string, string?> parameterOf)
    {
        _cmdlet = cmdlet;
        var engine = (EngineIntrinsics)cmdlet.SessionState.PSVariable.GetValue("ExecutionContext");
        foreach (var key in table.Properties)
        {
            if (parameterOf(key.Name) is not { } name || cmdlet.GetType().GetProperty(name) is not { } parameter)
            {
                continue;
            }

            try
            {
                var value = parameter
                    .GetCustomAttributes<ArgumentTransformationAttribute>()
                    .Aggregate(key.Value, (v, attribute) => attribute.Transform(engine, v!));
                _before.Add((parameter, parameter.GetValue(cmdlet)));
                parameter.SetValue(cmdlet, LanguagePrimitives.ConvertTo(value, parameter.PropertyType, CultureInfo.InvariantCulture));
            }
            catch (Exception unfit) when (unfit is PSInvalidCastException or ArgumentTransformationMetadataException)
            {
                Dispose();
                throw QlikFailure.Create(
                    nameof(Strings.QlikInputInvalid),
                    QlikFailure.Message(nameof(Strings.InputTableValue), key.Name, unfit.Message)
                );
            }
        }
    }

    /// <summary>The parameters that have a value from the table.</summary>
    public IEnumerable<string> Parameters => _before.Select(b => b.Parameter.Name);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (parameter, value) in _before)
        {
            parameter.SetValue(_cmdlet, value);
        }
    }
}
