using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Turns a failure into PowerShell's error record: stable id, category, target, advice.</summary>
internal static class ErrorRecords
{
    private static readonly Dictionary<string, ErrorCategory> Categories = new(StringComparer.Ordinal)
    {
        [nameof(Strings.QlikNotConnected)] = ErrorCategory.ConnectionError,
        [nameof(Strings.QlikSessionClosed)] = ErrorCategory.ConnectionError,
        [nameof(Strings.QlikAmbiguousConnection)] = ErrorCategory.InvalidArgument,
        [nameof(Strings.QlikSessionUnknown)] = ErrorCategory.ObjectNotFound,
        [nameof(Strings.QlikSignInInvalid)] = ErrorCategory.InvalidArgument,
        [nameof(Strings.QlikSignInRefused)] = ErrorCategory.AuthenticationError,
        [nameof(Strings.QlikSignInNotCompleted)] = ErrorCategory.OperationTimeout,
        [nameof(Strings.QlikRedirectPortTaken)] = ErrorCategory.ResourceBusy,
        [nameof(Strings.QlikAddressInvalid)] = ErrorCategory.InvalidArgument,
        [nameof(Strings.QlikDialectInvalid)] = ErrorCategory.InvalidArgument,
        [nameof(Strings.QlikRequestInvalid)] = ErrorCategory.InvalidArgument,
        [nameof(Strings.QlikRequestRejected)] = ErrorCategory.InvalidArgument,
        [nameof(Strings.QlikAuthenticationFailed)] = ErrorCategory.AuthenticationError,
        [nameof(Strings.QlikAccessDenied)] = ErrorCategory.PermissionDenied,
        [nameof(Strings.QlikNotFound)] = ErrorCategory.ObjectNotFound,
        [nameof(Strings.QlikDataConnectionNotFound)] = ErrorCategory.ObjectNotFound,
        [nameof(Strings.QlikDataConnectionInUse)] = ErrorCategory.ResourceBusy,
        [nameof(Strings.QlikUsageUnknown)] = ErrorCategory.ResourceUnavailable,
        [nameof(Strings.QlikPatchRefused)] = ErrorCategory.InvalidArgument,
        [nameof(Strings.QlikCredentialNotFound)] = ErrorCategory.ObjectNotFound,
        [nameof(Strings.QlikConflict)] = ErrorCategory.ResourceExists,
        [nameof(Strings.QlikThrottled)] = ErrorCategory.LimitsExceeded,
        [nameof(Strings.QlikServiceUnavailable)] = ErrorCategory.ResourceUnavailable,
        [nameof(Strings.QlikTimeout)] = ErrorCategory.OperationTimeout,
        [nameof(Strings.QlikUnreachable)] = ErrorCategory.ConnectionError,
        [nameof(Strings.QlikUnexpectedResponse)] = ErrorCategory.InvalidResult,
        [nameof(Strings.QlikAmbiguousName)] = ErrorCategory.InvalidArgument,
        [nameof(Strings.QlikSpaceNotFound)] = ErrorCategory.ObjectNotFound,
        [nameof(Strings.QlikUserNotFound)] = ErrorCategory.ObjectNotFound,
        [nameof(Strings.QlikPartialResult)] = ErrorCategory.InvalidResult,
        [nameof(Strings.QlikOutcomeUnknown)] = ErrorCategory.InvalidResult,
        [nameof(Strings.QlikInputContradiction)] = ErrorCategory.InvalidData,
        [nameof(Strings.QlikInputInvalid)] = ErrorCategory.InvalidData,
        [nameof(Strings.QlikTooManyTags)] = ErrorCategory.LimitsExceeded,
        [nameof(Strings.QlikTagInvalid)] = ErrorCategory.InvalidArgument,
        [nameof(Strings.QlikTagNotFound)] = ErrorCategory.ObjectNotFound,
        [nameof(Strings.QlikTypeNotFound)] = ErrorCategory.ObjectNotFound,
        [nameof(Strings.QlikCustomPropertyNotFound)] = ErrorCategory.ObjectNotFound,
        [nameof(Strings.QlikCustomPropertyInvalid)] = ErrorCategory.InvalidArgument,
        [nameof(Strings.QlikContextUnusable)] = ErrorCategory.ReadError,
        [nameof(Strings.QlikContextNotFound)] = ErrorCategory.ObjectNotFound,
        [nameof(Strings.QlikProfileExists)] = ErrorCategory.ResourceExists,
        [nameof(Strings.QlikProfileNotFound)] = ErrorCategory.ObjectNotFound,
        [nameof(Strings.QlikProfileUnusable)] = ErrorCategory.ReadError,
        [nameof(Strings.QlikProfileUntrusted)] = ErrorCategory.SecurityError,
        [nameof(Strings.QlikProfileUnwritable)] = ErrorCategory.WriteError,
        [nameof(Strings.QlikExportUnwritable)] = ErrorCategory.WriteError,
        [nameof(Strings.QlikExportExists)] = ErrorCategory.ResourceExists,
        [nameof(Strings.QlikReportExists)] = ErrorCategory.ResourceExists,
        [nameof(Strings.QlikExportIncomplete)] = ErrorCategory.InvalidResult,
        [nameof(Strings.QlikImportUnreadable)] = ErrorCategory.ReadError,
        [nameof(Strings.QlikImportInvalid)] = ErrorCategory.InvalidData,
        [nameof(Strings.QlikImportIncomplete)] = ErrorCategory.OperationStopped,
        [nameof(Strings.QlikMigrationBlocked)] = ErrorCategory.NotImplemented,
        [nameof(Strings.QlikMigrationUndecided)] = ErrorCategory.InvalidArgument,
        [nameof(Strings.QlikPolicyInvalid)] = ErrorCategory.InvalidData,
        [nameof(Strings.QlikResumeFileUnusable)] = ErrorCategory.InvalidData,
        [nameof(Strings.QlikSecretUnavailable)] = ErrorCategory.ResourceUnavailable,
        [nameof(Strings.QlikCertificateUnusable)] = ErrorCategory.InvalidArgument,
        [nameof(Strings.QlikCertificateUntrusted)] = ErrorCategory.SecurityError,
        [nameof(Strings.QlikSandboxState)] = ErrorCategory.ReadError,
        [nameof(Strings.QlikRecoveryUnwritable)] = ErrorCategory.WriteError,
        [nameof(Strings.QlikRecoveryDamaged)] = ErrorCategory.ReadError,
        [nameof(Strings.QlikRecoveryBusy)] = ErrorCategory.ResourceBusy,
        [nameof(Strings.QlikRecoveryNotFound)] = ErrorCategory.ObjectNotFound,
        [nameof(Strings.QlikRecoveryUntrusted)] = ErrorCategory.SecurityError,
        [nameof(Strings.QlikRecoveryRefused)] = ErrorCategory.SecurityError,
        [nameof(Strings.QlikJournalUnwritable)] = ErrorCategory.WriteError,
        [nameof(Strings.QlikJournalDamaged)] = ErrorCategory.ReadError,
        [nameof(Strings.QlikJournalUntrusted)] = ErrorCategory.SecurityError,
        [nameof(Strings.QlikChangeNotFound)] = ErrorCategory.ObjectNotFound,
        [nameof(Strings.QlikUndoConflict)] = ErrorCategory.ResourceExists,
        [nameof(Strings.QlikUndoImpossible)] = ErrorCategory.InvalidOperation,
        [nameof(Strings.QlikSecretsNeeded)] = ErrorCategory.InvalidArgument,
        [nameof(Strings.QlikRebuildFailed)] = ErrorCategory.InvalidResult,
        [nameof(Strings.QlikRebuildInterrupted)] = ErrorCategory.OperationStopped,
        [nameof(Strings.QlikOwnerNotRestored)] = ErrorCategory.PermissionDenied,
        [nameof(Strings.QlikDataSourceNotFound)] = ErrorCategory.ObjectNotFound,
        [nameof(Strings.QlikDataSourceDisabled)] = ErrorCategory.ResourceUnavailable,
        [nameof(Strings.QlikSpecificationUnavailable)] = ErrorCategory.ResourceUnavailable,
        [nameof(Strings.QlikPropertyNotFound)] = ErrorCategory.ObjectNotFound,
        [nameof(Strings.QlikGatewayNotFound)] = ErrorCategory.ObjectNotFound,
        [nameof(Strings.QlikFileUnusable)] = ErrorCategory.ReadError,
        [nameof(Strings.QlikPropertyInvalid)] = ErrorCategory.InvalidArgument,
        [nameof(Strings.QlikNotSupported)] = ErrorCategory.NotImplemented,
    };

    public static ErrorRecord From(QlikException failure, object? target)
    {
        var category = Categories.TryGetValue(failure.ErrorId, out var known) ? known : ErrorCategory.NotSpecified;
        var details = new ErrorDetails(failure.Message);
        if (failure.RecommendedAction is { } action)
        {
            details.RecommendedAction = action;
        }

        var record = new ErrorRecord(failure, failure.ErrorId, category, ErrorTarget.Of(target)) { ErrorDetails = details };
        record.CategoryInfo.TargetName = DisplayText.Of(record.CategoryInfo.TargetName);
        return record;
    }
}
