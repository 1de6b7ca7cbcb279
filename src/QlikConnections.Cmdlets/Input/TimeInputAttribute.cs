using System.Management.Automation;

namespace QlikConnections.Commands;

/// <summary>Accepts the times of objects, such as <c>$change.Time</c>: PowerShell does not convert them to the type of Get-Date.</summary>
internal sealed class TimeInputAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is DateTimeOffset time ? time.LocalDateTime : inputData;
}
