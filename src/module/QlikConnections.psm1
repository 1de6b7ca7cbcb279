#requires -Version 5.1

# The manifest cannot say "5.1, or 7.4 and later", so this does.
if ($PSVersionTable.PSEdition -eq 'Core' -and $PSVersionTable.PSVersion -lt [version]'7.4') {
    throw "QlikConnections needs PowerShell 7.4 or later, or Windows PowerShell 5.1. This is PowerShell $($PSVersionTable.PSVersion)."
}

$framework = if ($PSVersionTable.PSEdition -eq 'Core') { 'net8.0' } else { 'net472' }
$assembly = [System.IO.Path]::Combine($PSScriptRoot, 'bin', $framework, 'QlikConnections.dll')

# An assembly can be loaded once per process. Without this check a second version would silently run the first one's code.
$loader = 'QlikConnections.Loader.ModuleLoader' -as [type]
if ($loader -and $loader.Assembly.Location -ne $assembly) {
    throw "Another copy of QlikConnections is loaded from '$($loader.Assembly.Location)'. Start a new PowerShell session to use '$assembly'."
}
if (-not $loader) {
    $loader = [System.Reflection.Assembly]::LoadFrom($assembly).GetType('QlikConnections.Loader.ModuleLoader', $true)
}

$cmdlets = Import-Module -Assembly $loader::Load() -PassThru

# A session crosses Export-Clixml, jobs and remoting as its name, by which a session there is found again. Here rather than in a
# types file, because those are loaded before the checks above and fail first, with a worse message.
Update-TypeData -TypeName 'QlikConnections.QlikSession' -SerializationMethod String -Force

# Functions of the same name win over cmdlets, whatever was imported first.
if (Get-Module -Name 'Qlik-Cli') {
    Write-Warning "The module Qlik-Cli is loaded and defines functions of the same names, which win. Use QlikConnections\Get-QlikDataConnection, or run: Remove-Module Qlik-Cli"
}

# PowerShell forgets to export the cmdlets at a second import unless the inner module goes with the outer one (PowerShell issue 20710).
$ExecutionContext.SessionState.Module.OnRemove = { Remove-Module -ModuleInfo $cmdlets -Force }.GetNewClosure()
