<#
.SYNOPSIS
Builds, tests, packages and shows QlikConnections.
.DESCRIPTION
The PowerShell face of the MSBuild targets: every task calls the .NET SDK, which does the same without PowerShell.
.EXAMPLE
./build.ps1 -Task Test
.EXAMPLE
./build.ps1 -Task Package
Builds in the configuration Release, whatever was built before, and makes the archive and the package for a repository.
#>
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', 'Configuration', Justification = 'The task functions use it.')]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', 'ProjectUri', Justification = 'The task functions use it.')]
[CmdletBinding()]
param(
    [ValidateSet('Clean', 'Build', 'Stage', 'Test', 'Demo', 'Analyze', 'Package')]
    [string[]] $Task = @('Build'),

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug',

    # The address of the project, for the manifest in the package; the release knows it, the sources do not.
    [uri] $ProjectUri
)

$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$output = Join-Path $root 'output'

function Invoke-Dotnet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args -join ' ') failed with exit code $LASTEXITCODE." }
}

function Get-StagedModule([string] $Below = $output) {
    $version = (Import-PowerShellDataFile (Join-Path $root 'QlikConnections.psd1')).ModuleVersion
    Join-Path $Below "QlikConnections/$version"
}

function Clean {
    Invoke-Dotnet clean (Join-Path $root 'QlikConnections.sln') --configuration $Configuration --verbosity quiet
    if (Test-Path $output) { Remove-Item $output -Recurse -Force }
}

function Build { Invoke-Dotnet build (Join-Path $root 'QlikConnections.sln') --configuration $Configuration }

# Staging is part of building the cmdlets.
function Stage { Invoke-Dotnet build (Join-Path $root 'src/QlikConnections.Cmdlets') --configuration $Configuration }

function Test { Invoke-Dotnet test (Join-Path $root 'QlikConnections.sln') --configuration $Configuration }

function Demo { Invoke-Dotnet run --project (Join-Path $root 'tests/Demo') --configuration $Configuration }

function Analyze {
    $settings = Join-Path $root 'PSScriptAnalyzerSettings.psd1'
    $found = @((Join-Path $root 'build.ps1'), (Join-Path $root 'tests/Demo/demo.ps1'), (Get-StagedModule)) |
        ForEach-Object { Invoke-ScriptAnalyzer -Path $_ -Settings $settings }
    $found
    if ($found) { throw 'PSScriptAnalyzer found something.' }
}

# Always Release, and in a fresh folder of its own, whatever -Configuration is for the other tasks.
function Package {
    $staged = Join-Path $output 'package'
    if (Test-Path $staged) { Remove-Item $staged -Recurse -Force }
    Invoke-Dotnet build (Join-Path $root 'src/QlikConnections.Cmdlets') --configuration Release "-p:OutputRoot=$staged/" | Out-Host
    $module = Get-StagedModule $staged
    $manifest = Join-Path $module 'QlikConnections.psd1'
    if ($ProjectUri) {
        $text = (Get-Content $manifest -Raw) -replace "(?m)^(\s+)LicenseUri\s.*$", "`$0`n`$1ProjectUri   = '$($ProjectUri.AbsoluteUri)'"
        Set-Content $manifest -Value $text -NoNewline
    }
    $null = Test-ModuleManifest $manifest
    $archive = Join-Path $output "QlikConnections.$(Split-Path $module -Leaf).zip"
    # The folder inside the archive is what goes below a Modules folder.
    Compress-Archive -Path (Split-Path $module) -DestinationPath $archive -Force
    Get-Item $archive
    Compress-PSResource -Path $module -DestinationPath $output -PassThru
}

foreach ($name in $Task) {
    Write-Verbose "Task $name"
    & (Get-Item "function:$name")
}
