# Waits for steps on a pipe, runs them, and returns time and count. One process for all steps, as in a long session.
param([string] $Module, [string] $Tenant, [string] $Pipe)

$ErrorActionPreference = 'Stop'
$WarningPreference = 'SilentlyContinue'
$ProgressPreference = 'SilentlyContinue'
Import-Module $Module
$null = Connect-QlikSession -Tenant $Tenant -ApiKey (ConvertTo-SecureString $env:QLIK_BENCHMARK_KEY -AsPlainText -Force)
$headers = @{ Authorization = "Bearer $env:QLIK_BENCHMARK_KEY" }
$api = "$Tenant/api/v1/data-connections"

# What an administrator writes today.
function Get-ByScript {
    $uri = "${api}?limit=100&noDatafiles=true&includeDisabled=true"
    while ($uri) {
        $page = Invoke-RestMethod -Uri $uri -Headers $headers
        $page.data
        $uri = $page.links.next.href
    }
}

function Move-ByScript([string[]] $Id, [string] $Owner) {
    foreach ($one in $Id) {
        $body = @{ connections = @(@{ id = $one; ownerId = $Owner }) } | ConvertTo-Json -Depth 3
        (Invoke-RestMethod -Uri "$api/actions/update" -Method Post -Headers $headers -ContentType 'application/json' -Body $body).data
    }
}

function Rename-ByScript([object[]] $Connection, [string] $Suffix) {
    foreach ($one in $Connection) {
        $body = ConvertTo-Json -InputObject @(@{ op = 'replace'; path = '/qName'; value = ($one.Name -replace '~.*') + $Suffix })
        Invoke-RestMethod -Uri "$api/$($one.Id)" -Method Patch -Headers $headers -ContentType 'application/json' -Body $body
    }
}

# Rows as from a CSV, with the values that the connections have. The sign-in is new, so that everything is read again.
function Set-Rows([string[]] $Column) {
    $script:rows = @(Get-QlikDataConnection | Select-Object Id, Name, SpaceName, @{ Name = 'NewName'; Expression = 'Name' }, @{ Name = 'Owner'; Expression = 'OwnerId' } |
        Select-Object $Column | ConvertTo-Csv | ConvertFrom-Csv)
    $null = Connect-QlikSession -Tenant $Tenant -ApiKey (ConvertTo-SecureString $env:QLIK_BENCHMARK_KEY -AsPlainText -Force)
}

# A step: what to prepare, untimed, and what to time. The timed part returns the number of objects it dealt with.
$steps = @{
    'list-cmdlet'   = $null, { $all = Get-QlikDataConnection -NoNameLookup; $all.Count }
    'names-cmdlet'  = $null, { $all = Get-QlikDataConnection; $all.Count }
    'list-script'   = $null, { $all = Get-ByScript; $all.Count }
    'count-cmdlet'  = $null, { (Get-QlikDataConnection -NoNameLookup | Measure-Object).Count }
    'count-script'  = $null, { (Get-ByScript | Measure-Object).Count }
    'first-cmdlet'  = $null, { @(Get-QlikDataConnection -NoNameLookup | Select-Object -First 1).Count }
    'first-script'  = $null, { @(Get-ByScript | Select-Object -First 1).Count }
    'move-cmdlet'   = { $script:rows = Get-QlikDataConnection -NoNameLookup }, { param($owner) $script:rows | Move-QlikDataConnectionOwner -Owner $owner -Confirm:$false; $script:rows.Count }
    'move-silent'   = { $script:rows = Get-QlikDataConnection -NoNameLookup }, { param($owner) $script:rows | Move-QlikDataConnectionOwner -Owner $owner -Confirm:$false -NoJournal; $script:rows.Count }
    'move-script'   = { param($owner, $count) $script:rows = @(Get-QlikDataConnection -NoNameLookup -First $count) }, { param($owner) @(Move-ByScript $script:rows.Id $owner).Count }
    'rename-cmdlet' = { param($suffix, $count) $script:rows = @(Get-QlikDataConnection -NoNameLookup -First $count) },
                      { param($suffix) $script:rows | Set-QlikDataConnection -NewName { ($_.Name -replace '~.*') + $suffix } -Confirm:$false; $script:rows.Count }
    'csv-list'      = { Set-Rows }, { $all = Get-QlikDataConnection; $all.Count }
    'csv-get-id'    = { Set-Rows Id }, { @($script:rows | Get-QlikDataConnection).Count }
    'csv-get-name'  = { Set-Rows Name, SpaceName }, { @($script:rows | Get-QlikDataConnection).Count }
    'csv-set-id'    = { Set-Rows Id, NewName }, { $script:rows | Set-QlikDataConnection -Confirm:$false; $script:rows.Count }
    'csv-set-name'  = { Set-Rows Name, SpaceName, NewName }, { $script:rows | Set-QlikDataConnection -Confirm:$false; $script:rows.Count }
    'csv-move-id'   = { Set-Rows Id, Owner }, { $script:rows | Move-QlikDataConnectionOwner -Confirm:$false; $script:rows.Count }
    'csv-remove-id' = { Set-Rows Id }, { $script:rows | Remove-QlikDataConnection -Force; $script:rows.Count }
    'details-list'  = $null, { param($count) @(Get-QlikDataConnection -Detailed -NoNameLookup -ThrottleLimit 16 -First $count).Count }
    'details-id'    = { param($count) $script:rows = @(Get-QlikDataConnection -NoNameLookup -First $count) }, { @(Get-QlikDataConnection -Id $script:rows.Id -Detailed -ThrottleLimit 16).Count }
    'details-piped' = { param($count) $script:rows = @(Get-QlikDataConnection -NoNameLookup -First $count) }, { @($script:rows | Get-QlikDataConnection -Detailed -ThrottleLimit 16).Count }
    'export-cmdlet' = $null, { param($file, $count) Export-QlikDataConnection $file; [int] $count }
    'import-cmdlet' = { Get-QlikDataConnection -NoNameLookup | Remove-QlikDataConnection -Force -NoRecovery -NoJournal },
                      { param($file, $count) Import-QlikDataConnection $file -WithoutSecret -Confirm:$false; [int] $count }
    'import-again'  = $null, { param($file, $count) Import-QlikDataConnection $file -WithoutSecret -Confirm:$false; [int] $count }
    'rename-script' = { param($suffix, $count) $script:rows = @(Get-QlikDataConnection -NoNameLookup -First $count) }, { param($suffix) $null = Rename-ByScript $script:rows $suffix; $script:rows.Count }
}

$stream = [System.IO.Pipes.NamedPipeClientStream]::new('.', $Pipe, 'InOut')
$stream.Connect(10000)
$reader = [System.IO.StreamReader]::new($stream)
$writer = [System.IO.StreamWriter]::new($stream)
while ($line = $reader.ReadLine()) {
    $name, [string[]] $arguments = $line -split ' '
    try {
        $prepare, $work = $steps[$name]
        if ($prepare) { $null = & $prepare @arguments }
        $all = $null
        [GC]::Collect()
        [GC]::WaitForPendingFinalizers()
        [GC]::Collect()
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $count = & $work @arguments
        $answer = @{ milliseconds = $watch.Elapsed.TotalMilliseconds; count = $count }
    }
    catch {
        $answer = @{ error = "$_" }
    }
    $writer.WriteLine((ConvertTo-Json $answer -Compress))
    $writer.Flush()
}
