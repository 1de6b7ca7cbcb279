namespace QlikConnections.Sandbox;
