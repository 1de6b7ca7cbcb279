# In a fresh process: the first import of a module, and another after it was removed.
param([string] $Module, [switch] $UtilityLoaded)

$ErrorActionPreference = 'Stop'
# Most sessions have used one of its cmdlets before.
if ($UtilityLoaded) { Import-Module Microsoft.PowerShell.Utility }
$watch = [System.Diagnostics.Stopwatch]::StartNew()
Import-Module $Module
$first = $watch.Elapsed.TotalMilliseconds
Remove-Module ([System.IO.Path]::GetFileNameWithoutExtension($Module))
$watch.Restart()
Import-Module $Module
@{ first = $first; again = $watch.Elapsed.TotalMilliseconds } | ConvertTo-Json -Compress
