<#
.SYNOPSIS
Draws the picture of the README: a real session on the sandbox, as SVG.
.DESCRIPTION
Runs session.ps1 in a PowerShell of its own, with the module that the build has made, and draws what it writes, in its colours.
#>
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'It writes the file that it is given.')]
param(
    # The manifest of the module.
    [Parameter(Mandatory)] [string] $Module,

    # The file to write.
    [Parameter(Mandatory)] [string] $Path
)

$ErrorActionPreference = 'Stop'

# What the session deletes is written to a folder that is not the user's.
function Read-Session {
    $recovery = Join-Path ([System.IO.Path]::GetTempPath()) "QlikConnections.$([guid]::NewGuid()).picture"
    # PowerShell as a .NET tool is a library that dotnet runs.
    $program = (Get-Process -Id $PID).Path
    $library = if ([System.IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') { Join-Path $PSHOME pwsh.dll }
    $start = [System.Diagnostics.ProcessStartInfo]::new($program)
    @($library) + '-NoProfile', '-NonInteractive', '-File', (Join-Path $PSScriptRoot session.ps1), '-Module', $Module |
        Where-Object { $_ } | ForEach-Object { $start.ArgumentList.Add($_) }
    $start.Environment['QLIKCONNECTIONS_RECOVERY_PATH'] = $recovery
    $null = $start.Environment.Remove('NO_COLOR')
    $start.RedirectStandardOutput = $true
    $start.StandardOutputEncoding = [System.Text.UTF8Encoding]::new($false)
    $process = [System.Diagnostics.Process]::Start($start)
    $text = $process.StandardOutput.ReadToEnd()
    $process.WaitForExit()
    Remove-Item $recovery -Recurse -Force -ErrorAction Ignore
    if ($process.ExitCode -ne 0) { throw "The session ended with exit code $($process.ExitCode): $text" }
    $text.Trim() -split ' *\r?\n'
}

$column = 8.4
$row = 19
$margin = 16

function Get-Number([double] $Value) { $Value.ToString('0.#', [cultureinfo]::InvariantCulture) }

# A line with colours, as pieces of text. Each is put where its column is, and gets the width of its columns, because viewers differ in
# fonts and in what they make of several blanks. Its classes are those of the codes since the last reset.
function ConvertTo-Text([string] $Line, [int] $Number) {
    $classes = [System.Collections.Generic.List[string]]::new()
    if ($Line -like 'PS> *') { $classes.Add('typed') }
    $at = 0
    foreach ($part in [regex]::Matches($Line, '\x1b\[(?<codes>[\d;]*)m|(?<text>[^\x1b]+)')) {
        if ($part.Groups['codes'].Success) {
            foreach ($code in $part.Groups['codes'].Value -split ';') {
                if ($code -in '', '0') { $classes.Clear() } elseif ("c$code" -notin $classes) { $classes.Add("c$code") }
            }
            continue
        }
        foreach ($piece in [regex]::Matches($part.Value, '\S+( \S+)*')) {
            $x = Get-Number ($margin + ($at + $piece.Index) * $column)
            $class = if ($classes.Count) { " class=`"$($classes -join ' ')`"" }
            $text = [System.Security.SecurityElement]::Escape($piece.Value)
            "<text x=`"$x`" y=`"$($margin + $Number * $row - 5)`" textLength=`"$(Get-Number ($piece.Length * $column))`"$class>$text</text>"
        }
        $at += $part.Length
    }
}

$lines = Read-Session
$longest = ($lines -replace '\x1b\[[\d;]*m' | Measure-Object -Property Length -Maximum).Maximum
$width = [math]::Ceiling($longest * $column) + 2 * $margin
$height = $lines.Count * $row + 2 * $margin
$number = 0
$rows = $lines | ForEach-Object { ConvertTo-Text $_ (++$number) }

$svg = @"
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 $width $height" width="$width" height="$height" role="img" aria-label="A session of QlikConnections in PowerShell">
<style>
rect { fill: #0d1b2a }
text { fill: #d5dbe3; font: 14px Consolas, Menlo, "DejaVu Sans Mono", monospace }
.typed { fill: #ffffff; font-weight: bold }
.c31 { fill: #ff8a8a }
.c32 { fill: #7ee0a1 }
.c33 { fill: #f4d470 }
.c1 { font-weight: bold }
.c3 { font-style: italic }
</style>
<rect width="$width" height="$height" rx="8"/>
$($rows -join "`n")
</svg>
"@
[System.IO.File]::WriteAllText($ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path), ($svg -replace '\r') + "`n")
