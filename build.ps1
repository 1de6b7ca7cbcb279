<#
.SYNOPSIS
Builds, tests, packages and shows QlikConnections.
.DESCRIPTION
The PowerShell face of the MSBuild targets: every task calls the .NET SDK, which does the same without PowerShell.
.EXAMPLE
./build.ps1 -Task Test
.EXAMPLE
./build.ps1 -Task Clean, Build, Test, Package -Configuration Release
#>
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', 'Configuration', Justification = 'The task functions use it.')]
[CmdletBinding()]
param(
    [ValidateSet('Clean', 'Build', 'Stage', 'Test', 'Demo', 'Analyze', 'Package')]
    [string[]] $Task = @('Build'),

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug'
)

$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$output = Join-Path $root 'output'

function Invoke-Dotnet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args -join ' ') failed with exit code $LASTEXITCODE." }
}

function Get-StagedModule {
    $version = (Import-PowerShellDataFile (Join-Path $root 'QlikConnections.psd1')).ModuleVersion
    Join-Path $output "QlikConnections/$version"
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

function Package {
    $module = Get-StagedModule
    $null = Test-ModuleManifest (Join-Path $module 'QlikConnections.psd1')
    $archive = Join-Path $output "QlikConnections.$(Split-Path $module -Leaf).zip"
    # The folder inside the archive is what goes below a Modules folder.
    Compress-Archive -Path (Split-Path $module) -DestinationPath $archive -Force
    $archive
    if (Get-Command Compress-PSResource -ErrorAction Ignore) {
        Compress-PSResource -Path $module -DestinationPath $output -PassThru
    }
}

foreach ($name in $Task) {
    Write-Verbose "Task $name"
    & (Get-Item "function:$name")
}
