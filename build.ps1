<#
.SYNOPSIS
Builds, tests, packages and shows QlikConnections.
.DESCRIPTION
Runs the MSBuild targets from PowerShell: every task calls the .NET SDK, which does the same without PowerShell.
.EXAMPLE
./build.ps1 -Task Test
.EXAMPLE
./build.ps1 -Task Package
Builds in the configuration Release, whatever was built before, and makes the archive and the package for a repository.
#>
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', 'Configuration', Justification = 'The task functions use it.')]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', 'Mutate', Justification = 'The task functions use it.')]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', 'ProjectUri', Justification = 'The task functions use it.')]
[CmdletBinding()]
param(
    [ValidateSet('Clean', 'Build', 'Stage', 'Test', 'Demo', 'Analyze', 'Coverage', 'Mutate', 'Picture', 'ReleaseNotes', 'Package')]
    [string[]] $Task = @('Build'),

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug',

    # The files of src/QlikConnections.Client that Mutate changes.
    [string[]] $Mutate = @('Changes/*.cs', 'Http/*.cs', 'Recovery/*.cs'),

    # The address of the project, for the manifest in the package; the release knows it, the sources do not.
    [uri] $ProjectUri
)

$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$output = Join-Path $root 'output'

function Invoke-Dotnet {
    # A process that MSBuild keeps for the next build would keep the output of this one open, and a pipeline that reads it would wait.
    $reuse = $env:MSBUILDDISABLENODEREUSE
    $env:MSBUILDDISABLENODEREUSE = '1'
    try { & dotnet @args } finally { $env:MSBUILDDISABLENODEREUSE = $reuse }
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
    $found = @('build.ps1', 'docs/images', 'tests/Demo/demo.ps1' | ForEach-Object { Join-Path $root $_ }) + @(Get-StagedModule) |
        ForEach-Object { Invoke-ScriptAnalyzer -Path $_ -Settings $settings }
    $found
    if ($found) { throw 'PSScriptAnalyzer found something.' }
}

# Which lines and branches the tests of the client, of the sandbox and of the packaged module run; docs/coverage.md has the figures.
function Coverage {
    $results = Join-Path $output 'Coverage'
    if (Test-Path $results) { Remove-Item $results -Recurse -Force }
    # Reports name files, so the sources must be found where the symbols say.
    Invoke-Dotnet build (Join-Path $root 'QlikConnections.sln') --configuration $Configuration '-p:PathMap='
    $settings = 'DataCollectionRunSettings.DataCollectors.DataCollector.Configuration'
    $module = Join-Path (Get-StagedModule) 'bin/Core'
    $runs = @('tests/QlikConnections.Client.Tests', '--framework', 'net10.0'),
        @('tests/QlikConnections.Sandbox.Tests', '--framework', 'net10.0'),
        @('tests/Pester', '--filter', 'FullyQualifiedName~CoreBuild')
    foreach ($run in $runs) {
        $project, $arguments = $run
        Invoke-Dotnet test (Join-Path $root $project) --configuration $Configuration --no-build @arguments `
            --collect 'XPlat Code Coverage' --results-directory $results '--' `
            "$settings.Include=[QlikConnections]*,[QlikConnections.Client]*,[QlikConnections.Sandbox]*,[QlikConnections.Cmdlets]*" `
            "$settings.IncludeDirectory=$module,$(Join-Path $module 'isolated')"
    }
    Measure-Coverage (Get-ChildItem $results -Recurse -Filter 'coverage.cobertura.xml')
}

# A line or branch counts as run when one of the reports says so.
function Measure-Coverage([System.IO.FileInfo[]] $Report) {
    $lines = @{}
    foreach ($file in $Report) {
        $xml = [xml] (Get-Content $file -Raw)
        foreach ($package in $xml.coverage.packages.package) {
            $known = $lines[$package.name] ??= @{}
            # What the compiler makes itself, serializers and message texts, is not ours to test.
            foreach ($class in $package.classes.class | Where-Object { $_.filename -notlike '*/obj/*' }) {
                # Each report has its own root for the names of files.
                $path = $xml.coverage.sources.source | ForEach-Object { Join-Path $_ $class.filename } | Where-Object { Test-Path $_ } | Select-Object -First 1
                foreach ($line in $class.lines.line) {
                    $fact = $known["${path}:$($line.number)"] ??= @{ Run = $false; Branches = 0; BranchesRun = 0 }
                    $fact.Run = $fact.Run -or [int] $line.hits -gt 0
                    if ($line.'condition-coverage' -match '\((\d+)/(\d+)\)') {
                        $fact.Branches = [Math]::Max($fact.Branches, [int] $Matches[2])
                        $fact.BranchesRun = [Math]::Max($fact.BranchesRun, [int] $Matches[1])
                    }
                }
            }
        }
    }
    foreach ($name in $lines.Keys | Sort-Object) {
        $facts = $lines[$name].Values
        $branches = ($facts.Branches | Measure-Object -Sum).Sum
        [pscustomobject]@{
            Assembly = $name
            Lines    = $facts.Count
            Line     = '{0:P1}' -f (@($facts.Run -eq $true).Count / $facts.Count)
            Branches = $branches
            Branch   = '{0:P1}' -f (($facts.BranchesRun | Measure-Object -Sum).Sum / [Math]::Max($branches, 1))
        }
    }
}

# Changes the code in small ways and runs the tests of the client for each change; docs/coverage.md has the figures.
function Mutate {
    Push-Location (Join-Path $root 'tests/QlikConnections.Client.Tests')
    try {
        $files = $Mutate | ForEach-Object { '--mutate'; "**/$_" }
        # xunit v3 runs its tests in a process of its own, which the other runner does not reach.
        Invoke-Dotnet tool exec dotnet-stryker@5.1.0 --yes '--' --project QlikConnections.Client.csproj --test-runner mtp `
            --target-framework net10.0 --output (Join-Path $output 'Mutations') --reporter progress --reporter cleartext @files
    }
    finally { Pop-Location }
}

# Draws the session in the README again, with the module that was built.
function Picture {
    $images = Join-Path $root 'docs/images'
    & (Join-Path $images 'New-SessionPicture.ps1') -Module (Join-Path (Get-StagedModule) 'QlikConnections.psd1') -Path (Join-Path $images 'session.svg')
    Get-Item (Join-Path $images 'session.svg')
}

# The section of CHANGELOG.md about the version; as long as it has none, the one about what is not released.
function Get-ReleaseNote {
    $version = (Import-PowerShellDataFile (Join-Path $root 'QlikConnections.psd1')).ModuleVersion
    $changelog = (Get-Content (Join-Path $root 'CHANGELOG.md') -Raw) -replace '\r'
    foreach ($title in $version, 'Unreleased') {
        if ($changelog -match "(?ms)^## \[$([regex]::Escape($title))\][^\n]*\n(.+?)(?=^## \[|^\[[^\]]+\]: |\z)") { return $Matches[1].Trim() }
    }
    throw "CHANGELOG.md has no section about version $version."
}

# Writes them for a release page.
function ReleaseNotes {
    $null = New-Item $output -ItemType Directory -Force
    Set-Content (Join-Path $output 'ReleaseNotes.md') -Value (Get-ReleaseNote) -Encoding utf8
    Get-Item (Join-Path $output 'ReleaseNotes.md')
}

# Always Release, and in a fresh folder of its own, whatever -Configuration is for the other tasks.
function Package {
    $staged = Join-Path $output 'package'
    if (Test-Path $staged) { Remove-Item $staged -Recurse -Force }
    Invoke-Dotnet build (Join-Path $root 'src/QlikConnections.Cmdlets') --configuration Release "-p:OutputRoot=$staged/" | Out-Host
    $module = Get-StagedModule $staged
    $manifest = Join-Path $module 'QlikConnections.psd1'
    $text = Get-Content $manifest -Raw
    $notes = (Get-ReleaseNote).Replace("'", "''")
    $text = $text.Replace("'See CHANGELOG.md.'", "'$notes'")
    if ($ProjectUri) {
        $text = $text -replace "(?m)^(\s+)LicenseUri\s.*$", "`$0`n`$1ProjectUri   = '$($ProjectUri.AbsoluteUri)'"
    }
    # With a byte order mark, without which Windows PowerShell would not read the notes as UTF-8.
    Set-Content $manifest -Value $text -NoNewline -Encoding utf8BOM
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
