#requires -Version 5.1

# Each kind of question costs PowerShell some milliseconds the first time, at every import: comparisons, looking for a type by its
# name, closures. So everything is asked only once something has failed.
try {
    $loader = [System.Reflection.Assembly]::LoadFrom("$PSScriptRoot/bin/$PSEdition/QlikConnections.dll").GetType('QlikConnections.Loader.ModuleLoader', $true)
    $cmdlets = Import-Module -Assembly $loader::Load($PSScriptRoot, $PSVersionTable.PSVersion) -PassThru
}
catch {
    if ($_.FullyQualifiedErrorId -like '*ConstrainedLanguage*') {
        throw 'QlikConnections cannot be loaded in ConstrainedLanguage mode, in which scripts may not call .NET. Ask the administrator of this computer to trust the files of the module, or use a session in FullLanguage mode.'
    }
    # The manifest cannot say "5.1, or 7.4 and later", and the loader cannot where it does not even load.
    if ($PSEdition -eq 'Core' -and $PSVersionTable.PSVersion -lt [version]'7.4') {
        throw "QlikConnections needs PowerShell 7.4 or later, or Windows PowerShell 5.1. This is PowerShell $($PSVersionTable.PSVersion)."
    }
    # An assembly can be loaded once per process: a second copy would run the first one's code, and the loader refuses that.
    $first = 'QlikConnections.Loader.ModuleLoader' -as [type]
    if ($first -and -not $first::IsIn($PSScriptRoot)) {
        throw "Another copy of QlikConnections is loaded from '$($first.Assembly.Location)'. Start a new PowerShell session to use the one in '$PSScriptRoot'."
    }
    if (-not (Test-Path -LiteralPath "$PSScriptRoot/bin/$PSEdition/QlikConnections.dll")) {
        throw "The module folder is incomplete: '$PSScriptRoot/bin/$PSEdition/QlikConnections.dll' is missing. Install QlikConnections again."
    }
    # What the loader says, without "Exception calling Load".
    throw $_.Exception.GetBaseException()
}

# PowerShell forgets to export the cmdlets at a second import unless the inner module goes with the outer one (PowerShell issue 20710).
$ExecutionContext.SessionState.Module.OnRemove = { Remove-Module -ModuleInfo $cmdlets -Force }
