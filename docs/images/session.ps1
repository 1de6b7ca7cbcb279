# The session in the picture of the README, which New-SessionPicture.ps1 runs and draws. Nothing in it may depend on the clock.
param([Parameter(Mandatory)] [string] $Module)

$PSStyle.OutputRendering = 'Ansi'
Import-Module $Module

@(
    'Connect-QlikSession -Sandbox Cloud'
    "Get-QlikDataConnection -Owner leaver@acme.test -Space 'Legacy 2018'"
    "`$owned = Get-QlikDataConnection -Owner leaver@acme.test -Space 'Legacy 2019'"
    '$owned | Format-Table Name, SpaceName, OwnerName, DataSourceId'
    '$owned | Move-QlikDataConnectionOwner -Owner anna@acme.test -WhatIf'
    '$owned | Move-QlikDataConnectionOwner -Owner anna@acme.test -PassThru | Format-Table Name, SpaceName, OwnerName'
    'Remove-QlikDataConnection -Name tmp_* -Confirm:$false'
    'Restore-QlikDataConnection -List | Format-Table Name, SpaceName, State'
) | ForEach-Object {
    "PS> $_"
    # As text, and errors too, so that the width is not that of a window, and the order that of a screen.
    . ([scriptblock]::Create($_)) 2>&1 | Out-String -Stream -Width 120
}
