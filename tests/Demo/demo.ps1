# What a new administrator needs to see first. Started by the Demo program, which serves the sandbox tenant.
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [uri] $Tenant
)

$ErrorActionPreference = 'Stop'
Import-Module $Module

function Step {
    param([string] $Line)
    "`nPS> $Line"
    # The lines are this file's own; shown first, then run as they were shown.
    & ([scriptblock]::Create($Line)) | Out-String -Stream -Width 120 | Where-Object { $_ }
}

$key = [securestring]::new()
$env:QLIK_DEMO_KEY.ToCharArray() | ForEach-Object { $key.AppendChar($_) }
$null = Invoke-RestMethod -Method Post -Uri "${Tenant}sandbox/connections?count=250"

Step 'Connect-QlikSession -Tenant $Tenant -ApiKey $key | Format-Table'
Step "Get-QlikDataConnection 'Sales*' | Format-Table"
Step 'Get-QlikDataConnection -Owner leaver@acme.test | Format-Table'
Step 'Get-QlikDataConnection -Owner leaver@acme.test | Move-QlikDataConnectionOwner -Owner anna@acme.test -WhatIf'
Step 'Get-QlikDataConnection -Owner leaver@acme.test | Move-QlikDataConnectionOwner -Owner anna@acme.test'
Step "Get-QlikDataConnection -Tag stale | Set-QlikDataConnection -Space Archive -PassThru | Format-Table"
Step "Get-QlikDataConnection 'Raw*' | Set-QlikDataConnection -NewName { `$_.Name -replace '^Raw', 'Bronze' } -PassThru | Format-Table"

$null = Invoke-RestMethod -Method Delete -Uri "${Tenant}sandbox/requests"
Step "Get-QlikDataConnection 'bulk_*' | Move-QlikDataConnectionOwner -Owner anna@acme.test -PassThru | Measure-Object | Select-Object Count"
$requests = @(Invoke-RestMethod -Uri "${Tenant}sandbox/requests" | ForEach-Object { $_ })
"That took $($requests.Count) requests, listing included."

Step 'Get-QlikDataConnection -Owner leaver@acme.test | Measure-Object | Select-Object Count'
$left = @(Get-QlikDataConnection -Owner leaver@acme.test).Count
exit [int]($left -ne 0)
