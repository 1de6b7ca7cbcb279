# In a fresh process: how long one command takes for one tenant, and for all.
param([string] $Module, [int] $Repetitions, [string] $Tenants)

$ErrorActionPreference = 'Stop'
$WarningPreference = 'SilentlyContinue'
$ProgressPreference = 'SilentlyContinue'
Import-Module $Module
$i = 0
$rows = foreach ($tenant in $Tenants -split ',') {
    $url, $key = $tenant -split '\|'
    [pscustomobject]@{ Name = "t$(($i++))"; Tenant = $url; ApiKey = ConvertTo-SecureString $key -AsPlainText -Force }
}
$owners = 'anna@acme.test', 'bob@acme.test'
$work = @{
    connect = { param($rows) $null = $rows | Connect-QlikSession }
    list = { param($rows) $null = Get-QlikDataConnection -Session $rows.Name -NoNameLookup }
    move = { param($rows, $turn) Move-QlikDataConnectionOwner -Session $rows.Name -Name of* -Owner $owners[$turn % 2] -Confirm:$false }
}
$times = @{}
# Once to load and compile everything.
for ($turn = -1; $turn -lt $Repetitions; $turn++) {
    foreach ($name in 'connect', 'list', 'move') {
        foreach ($part in 'One', 'All') {
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            # The owners of the first tenant were changed a moment ago.
            & $work[$name] @($rows | Select-Object -First $(if ($part -eq 'One') { 1 } else { $rows.Count })) $(2 * $turn + 2 + ($part -eq 'All'))
            if ($turn -ge 0) { $times["$name$part"] = @($times["$name$part"]) + $watch.Elapsed.TotalMilliseconds | Where-Object { $_ } }
        }
    }
}
$medians = @{}
foreach ($name in $times.Keys) { $medians[$name] = @($times[$name] | Sort-Object)[[Math]::Floor(@($times[$name]).Count / 2)] }
$medians | ConvertTo-Json -Compress
